-- D6, deaths beyond what neighbouring areas' own past leads one to expect.
alter table signal drop constraint signal_detector_check;
alter table signal add constraint signal_detector_check check (detector in ('D1', 'D2', 'D3', 'D6'));
