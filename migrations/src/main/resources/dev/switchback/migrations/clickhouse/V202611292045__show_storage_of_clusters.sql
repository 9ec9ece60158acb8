-- For operators: what each version occupies; in a cluster on all servers together, with all copies.
CREATE OR REPLACE VIEW switchback.version_storage ${everywhere} AS
SELECT
    database AS pipeline,
    toInt32OrZero(extract(table, '__v([0-9]+)$')) AS version,
    sum(rows) AS stored_rows,
    sum(bytes_on_disk) AS stored_bytes
FROM ${parts}
WHERE active AND match(table, '__v[0-9]+$')
GROUP BY pipeline, version;
