-- How many overdose events a list has is counted at each view, of all of a partnership's: from these indexes alone, without the tables. In a
-- partnership of 20,000 among a million events that halves it (`explain`: index only scans, merged).

-- serves: which revision of each event is the current one; the agency is what the wall asks
create index overdose_current on overdose (partnership_id, overdose_id) include (current_revision, entered_by_agency_id);
create index overdose_revision_withdrawn on overdose_revision (partnership_id, overdose_id, revision) include (is_withdrawn);
-- serves: events with a reversal, a death, nobody given naloxone
create index overdose_person_outcome on overdose_person (partnership_id, overdose_id, revision) include (naloxone_given, outcome);
