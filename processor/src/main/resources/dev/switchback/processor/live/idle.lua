-- Says whether a partition is idle, if the shard holds what its owner thinks. KEYS: marks, idle. ARGV: partition, mark, 'SADD' or 'SREM'.
-- Returns the mark, or nothing where it is another.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return {}
end
redis.call(ARGV[3], KEYS[2], ARGV[1])
return {ARGV[2]}
