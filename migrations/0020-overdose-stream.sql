-- Overdoses not known to be fatal, with naloxone or without, as a stream of their own: off until the proof shows that all streams together
-- keep within the budget of false alarms (docs/detection.md). A partnership can switch it on.
alter table partnership add column watches_overdoses boolean not null default false;
alter table signal drop constraint signal_stream_check;
alter table signal add constraint signal_stream_check check (stream in ('deaths', 'reversals', 'overdoses', 'toxicology'));
