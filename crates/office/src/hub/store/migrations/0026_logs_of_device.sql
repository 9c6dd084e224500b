-- The hub counts a device's logs before it opens another.
CREATE INDEX logs_of_device ON logs (device);
