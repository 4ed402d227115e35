-- Rises of a whole partnership (D1) become signals, and each night says how well the feeds were.
alter table signal drop constraint signal_detector_check;
alter table signal add constraint signal_detector_check check (detector in ('D1', 'D2', 'D3'));

-- [{stream, source, problem, firstDay, lastDay, reports, expected, leftOut, sentence}] : sources that fell silent or sent a bulk at once
alter table job_run add column feeds jsonb;
