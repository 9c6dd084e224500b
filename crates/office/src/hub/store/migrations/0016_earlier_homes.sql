-- JSON: the units of a device's earlier enrolments, which its bundles of that time name.
ALTER TABLE devices ADD COLUMN earlier_homes_json TEXT NOT NULL DEFAULT '[]';
