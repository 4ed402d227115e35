-- Two weaker findings of different streams at one time and place may make a watch notify (statistics.md 2.3): off until a partnership
-- switches it on, since what it adds to the false alarms comes on top of the budget (docs/detection.md).
alter table partnership add column upgrades_watches boolean not null default false;
