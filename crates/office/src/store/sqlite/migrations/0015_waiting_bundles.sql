-- Whose a bundle is: what waits is bounded for each device.
ALTER TABLE bundles ADD COLUMN device TEXT NOT NULL DEFAULT '';

UPDATE bundles SET device = coalesce(json_extract(row_json, '$.header.device'), '');

CREATE INDEX bundles_that_wait_of_device ON bundles (province, device) WHERE content IS NOT NULL;
