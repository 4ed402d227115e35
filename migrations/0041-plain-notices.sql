-- What a desk expects to be told whatever the arithmetic: plain notices, each by a rule that can be said in a sentence. They are no signals and
-- count in no budget of false alarms; a partnership switches each rule off that it does not want. What a night noticed stands with its run,
-- without the records it is made of.
alter table job_run add column plain_notices jsonb;
alter table partnership add column plain_notice_rules text[] not null
  default array['persons_at_event', 'event_at_address', 'events_at_hostel', 'age_and_sex']
  constraint plain_notice_rule_is_known check (
    plain_notice_rules <@ array['persons_at_event', 'event_at_address', 'events_at_hostel', 'age_and_sex']);
