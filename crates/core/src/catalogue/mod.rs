//! The catalogue: units, hubs, organisations, indicators, campaigns and code lists.
