-- Sessions of one partition of the topic of sessions in one shard (ADR 101). Layout: LiveKeys. KEYS: sessionMarks, sessionFences,
-- sessionHorizon. ARGV: operation, partition, position, acknowledged, horizon or '', partitions of the topic, number of views; per view the
-- key of its ends, the beginning of its rows' keys, its retention; then, to apply or rebuild, whether the shard is whole after it, and per row the
-- view's number, group, start, end, text or '' where there is no such session.
-- Returns 'done', 'more' (to be called again), 'stale' (a later position was here) or 'lost' (what was acknowledged is not here).
local marks, fences, horizonKey = KEYS[1], KEYS[2], KEYS[3]
local at = 0
local function arg()
  at = at + 1
  return ARGV[at]
end

local MOST = 1000
local operation, partition, position, acknowledged, horizon, partitions = arg(), arg(), arg(), tonumber(arg()), tonumber(arg()), arg()
local views = {}
for v = 1, tonumber(arg()) do
  views[v] = {ends = arg(), rows = arg(), retention = tonumber(arg())}
end
local fence = tonumber(redis.call('HGET', fences, partition) or '-1')
local whole = redis.call('HEXISTS', marks, partition) == 1

local function remove(view, member)
  local bar = member:find('|', 1, true)
  redis.call('HDEL', view.rows .. member:sub(bar + 1), member:sub(1, bar - 1))
  redis.call('ZREM', view.ends, member)
end

local function stand()
  redis.call('HSET', fences, partition, position)
  redis.call('HSET', marks, 'n', partitions)
end

if operation == 'look' then
  if fence < 0 and acknowledged < 0 then
    stand()
    redis.call('HSET', marks, partition, position)
    return {'done'}
  end
  return {(fence < acknowledged or not whole) and 'lost' or 'done'}
end

if fence > tonumber(position) then
  return {'stale'}
end

if operation == 'wipe' then
  redis.call('HDEL', marks, partition)
  stand()
  local left = MOST
  for _, view in ipairs(views) do
    for _, member in ipairs(redis.call('ZRANGE', view.ends, 0, left - 1)) do
      remove(view, member)
      left = left - 1
    end
    if left == 0 then
      return {'more'}
    end
  end
  return {'done'}
end

-- While a shard is written again, it is not whole.
if fence < acknowledged or (operation == 'apply' and not whole) then
  return {'lost'}
end
stand()
if arg() ~= '' then
  redis.call('HSET', marks, partition, position)
end
while at < #ARGV do
  local view, group, start, ending, text = views[tonumber(arg())], arg(), arg(), arg(), arg()
  local member = start .. '|' .. group
  if text == '' or (horizon and tonumber(ending) <= horizon - view.retention) then
    remove(view, member)
  else
    redis.call('HSET', view.rows .. group, start, text)
    redis.call('ZADD', view.ends, ending, member)
  end
end

-- In bounded steps; what is left waits for the next flush.
if horizon then
  local known = tonumber(redis.call('GET', horizonKey) or '')
  if not known or horizon > known then
    redis.call('SET', horizonKey, string.format('%.0f', horizon))
  end
  for _, view in ipairs(views) do
    local last = string.format('%.0f', horizon - view.retention)
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', view.ends, '-inf', last, 'LIMIT', 0, MOST)) do
      remove(view, member)
    end
  end
end
return {'done'}
