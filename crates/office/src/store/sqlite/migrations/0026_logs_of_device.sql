-- The writer counts a device's logs before it opens another, and receipts list the latest of them.
CREATE INDEX logs_of_device ON logs (province, device, received_at);
