-- Drugs believed taken at overdoses, the doses of naloxone it took and how it ended, looked at by the check for substances weeks before toxicology:
-- off until the proof shows that all checks together keep within the budget of false alarms (docs/detection.md). A partnership can switch it on.
alter table partnership add column watches_believed_drugs boolean not null default false;
