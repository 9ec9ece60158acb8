-- Where a partition stands in a shard, for its owner. KEYS: marks, times, rebuild. ARGV: partition, start, reached, and 'lagging' if a mark
-- that is there may be before `reached` without a loss. Returns the mark (`start` where there is none), the mark that is to be reached again
-- (0 where nothing was lost), and the time: see LiveMark.
local partition, start, reached = ARGV[1], ARGV[2], ARGV[3]
local mark = redis.call('HGET', KEYS[1], partition)
local target = redis.call('HGET', KEYS[3], partition) or '0'
local lost = tonumber(mark or start) < tonumber(reached) and not (mark and ARGV[4] == 'lagging')
if lost and tonumber(target) < tonumber(reached) then
  redis.call('HSET', KEYS[3], partition, reached)
  target = reached
end
return {mark or start, target, redis.call('HGET', KEYS[2], partition)}
