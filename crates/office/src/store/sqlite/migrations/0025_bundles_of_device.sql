-- Of what is done with, so many rows of each device are kept.
CREATE INDEX bundles_of_device ON bundles (province, device, brought_at) WHERE content IS NULL;
