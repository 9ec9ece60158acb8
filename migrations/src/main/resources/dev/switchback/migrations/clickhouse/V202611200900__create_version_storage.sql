-- For operators: what each version occupies. A pipeline has a database of its own, a version's tables end in __v and its number.
CREATE OR REPLACE VIEW switchback.version_storage AS
SELECT
    database AS pipeline,
    toInt32OrZero(extract(table, '__v([0-9]+)$')) AS version,
    sum(rows) AS stored_rows,
    sum(bytes_on_disk) AS stored_bytes
FROM system.parts
WHERE active AND match(table, '__v[0-9]+$')
GROUP BY pipeline, version;
