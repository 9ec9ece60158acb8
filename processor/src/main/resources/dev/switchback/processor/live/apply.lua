-- Applies what the range [from, stop) of one partition adds to one shard, if and only if the shard's mark is at `from`.
-- Layout: LiveKeys. KEYS: marks, times, rebuild, idle, horizon. ARGV: see LiveArguments. Returns where the partition stood: see LiveMark.
-- Nothing here may fail half way: Redis does not undo a script's writes.
local marks, times, rebuild, idle, horizon = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
-- Fields in one command: Lua's unpack has room for some 8,000 values.
local MOST = 2000
local at = 0
local function arg()
  at = at + 1
  return ARGV[at]
end

local partition, from, stop, start, reached, newest, active = arg(), arg(), arg(), arg(), arg(), arg(), arg()
local bound = tonumber(arg())
local mark = redis.call('HGET', marks, partition) or start
local known = redis.call('HGET', times, partition)
local target = tonumber(redis.call('HGET', rebuild, partition) or '0')
if mark ~= from then
  -- Further back than it has been: this Redis lost data, and readers wait until it is written again.
  if tonumber(mark) < tonumber(reached) and target < tonumber(reached) then
    redis.call('HSET', rebuild, partition, reached)
  end
  return {mark, '0', known}
end

redis.call('HSET', marks, partition, stop)
if target > 0 and target <= tonumber(stop) then
  redis.call('HDEL', rebuild, partition)
end
if newest ~= '' and (not known or tonumber(known) < tonumber(newest)) then
  redis.call('HSET', times, partition, newest)
end

if active ~= '' then
  redis.call('SREM', idle, partition)
end

-- Idle partitions do not hold the watermark back, unless all with events are idle: then the newest counts. It holds once every
-- partition that had records at the start was seen, or read to where its end was then.
local silent = {}
for _, one in ipairs(redis.call('SMEMBERS', idle)) do
  silent[one] = true
end
local watermark, furthest
local seen = redis.call('HGETALL', times)
for i = 1, #seen, 2 do
  local candidate = tonumber(seen[i + 1]) - bound
  if not silent[seen[i]] and (not watermark or candidate < watermark) then
    watermark = candidate
  end
  if not furthest or candidate > furthest then
    furthest = candidate
  end
end
watermark = watermark or furthest
for _ = 1, tonumber(arg()) do
  local awaited, tail = arg(), tonumber(arg())
  if redis.call('HEXISTS', times, awaited) == 0
      and tonumber(redis.call('HGET', marks, awaited) or '0') < tail then
    watermark = nil
  end
end

-- Windows that left the retention stay gone, even if the watermark falls because an idle partition comes back: they are not whole.
local evicted = tonumber(redis.call('GET', horizon) or '')
if watermark and (not evicted or watermark > evicted) then
  redis.call('SET', horizon, string.format('%.0f', watermark))
else
  watermark = evicted
end

local views = {}
for v = 1, tonumber(arg()) do
  local view = {windows = arg(), size = tonumber(arg()), retention = tonumber(arg()), groups = arg(), names = arg(),
    sets = {}, ranks = {}}
  for _ = 1, tonumber(arg()) do
    local state, toWindow, toGroup = arg(), arg(), arg()
    view.sets[state] = {toWindow, toGroup}
  end
  for r = 1, tonumber(arg()) do
    view.ranks[r] = {arg(), arg(), arg(), arg(), arg()}
  end
  views[v] = view
end

-- Bytes, not the server's locale.
local function before(a, b)
  for k = 1, math.min(#a, #b) do
    local x, y = a:byte(k), b:byte(k)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end

local function magnitudeBefore(a, b)
  if #a ~= #b then
    return #a < #b
  end
  return before(a, b)
end

-- Integers, or decimals of one scale, as text: Lua's numbers are doubles.
local function exactBefore(a, b)
  local aNegative, bNegative = a:byte(1) == 45, b:byte(1) == 45
  if aNegative ~= bNegative then
    return aNegative
  end
  if aNegative then
    return magnitudeBefore(b, a)
  end
  return magnitudeBefore(a, b)
end

local function doubleBefore(a, b)
  return tonumber(a) < tonumber(b)
end

local function combine(a, b, sign)
  local chunks, carry = {}, 0
  for k = #a - 6, 1, -7 do
    local sum = tonumber(a:sub(k, k + 6)) + sign * tonumber(b:sub(k, k + 6)) + carry
    carry = 0
    if sum >= 10000000 then
      sum, carry = sum - 10000000, 1
    elseif sum < 0 then
      sum, carry = sum + 10000000, -1
    end
    table.insert(chunks, 1, string.format('%07d', sum))
  end
  return table.concat(chunks)
end

-- Adds two decimals of one scale exactly.
local function addDecimals(a, b)
  local point = a:find('.', 1, true)
  local scale = point and #a - point or 0
  local aNegative, bNegative = a:byte(1) == 45, b:byte(1) == 45
  local x, y = a:gsub('[-.]', ''), b:gsub('[-.]', '')
  local width = math.ceil((math.max(#x, #y) + 1) / 7) * 7
  x, y = string.rep('0', width - #x) .. x, string.rep('0', width - #y) .. y
  local digits, negative
  if aNegative == bNegative then
    digits, negative = combine(x, y, 1), aNegative
  elseif before(x, y) then
    digits, negative = combine(y, x, -1), bNegative
  else
    digits, negative = combine(x, y, -1), aNegative
  end
  local whole = digits:sub(1, #digits - scale):gsub('^0+', '')
  if whole == '' then
    whole = '0'
  end
  local text = scale > 0 and whole .. '.' .. digits:sub(-scale) or whole
  if negative and digits:find('[1-9]') then
    return '-' .. text
  end
  return text
end

local function reversed(comesBefore)
  return function(a, b)
    return comesBefore(b, a)
  end
end

-- What ARG_MIN keeps: a text of Chosen. A value goes before none.
local function parts(text)
  local colon = text:find(':', 1, true)
  local last = colon + tonumber(text:sub(1, colon - 1))
  return text:sub(colon + 1, last), #text > last and text:sub(last + 2) or nil
end

local function chosenBefore(keyBefore, valueBefore)
  return function(a, b)
    local aKey, aValue = parts(a)
    local bKey, bValue = parts(b)
    if keyBefore(aKey, bKey) then
      return true
    elseif not aValue or keyBefore(bKey, aKey) then
      return false
    end
    return not bValue or valueBefore(aValue, bValue)
  end
end

-- The formula of Moments.merge.
local function mergeMoments(a, b)
  local aCount, aMean, aSquares = a:match('^(%S+) (%S+) (%S+)$')
  local bCount, bMean, bSquares = b:match('^(%S+) (%S+) (%S+)$')
  local m, n = tonumber(aCount), tonumber(bCount)
  local delta, share = tonumber(bMean) - tonumber(aMean), n / (m + n)
  return string.format('%.0f %.17g %.17g', m + n, tonumber(aMean) + delta * share,
    tonumber(aSquares) + tonumber(bSquares) + delta * delta * share * m)
end

local function keepIf(comesBefore)
  return function(known, value)
    return comesBefore(value, known) and value or known
  end
end

-- What a field holds once a value has come to what it held.
local merges = {
  -- Doubles are exact so far; an integer sum beyond 64 bits goes on as text.
  add = function(known, value)
    if #known <= 15 and #value <= 15 then
      return string.format('%d', known + value)
    end
    return addDecimals(known, value)
  end,
  present = function(known) return known end,
  addMoments = mergeMoments,
  addDouble = function(known, value)
    return string.format('%.17g', tonumber(known) + tonumber(value))
  end,
  addDecimal = addDecimals
}
local orders = {Exact = exactBefore, Double = doubleBefore, Text = before}
for name, order in pairs(orders) do
  local largest = reversed(order)
  merges['min' .. name], merges['max' .. name] = keepIf(order), keepIf(largest)
  for valueName, valueOrder in pairs(orders) do
    merges['argMin' .. name .. valueName] = keepIf(chosenBefore(order, valueOrder))
    merges['argMax' .. name .. valueName] = keepIf(chosenBefore(largest, reversed(valueOrder)))
  end
end

local collect = {values = 'SADD', sketch = 'PFADD', buckets = 'HINCRBY'}

local function rankValue(view, rank, window, group)
  local kind, first, second = rank[3], rank[4], rank[5]
  local key = view.groups .. window
  if kind == 'state' then
    return tonumber(redis.call('HGET', key, first .. '|' .. group) or '')
  elseif kind == 'average' then
    local sum = tonumber(redis.call('HGET', key, first .. '|' .. group) or '')
    local count = tonumber(redis.call('HGET', key, second .. '|' .. group) or '0')
    return sum and count > 0 and sum / count or nil
  elseif kind == 'chosen' then
    local chosen = redis.call('HGET', key, first .. '|' .. group)
    local _, value = parts(chosen or '0:')
    return tonumber(value or '')
  end
  local set = view.sets[first]
  return redis.call(kind == 'values' and 'SCARD' or 'PFCOUNT', set[1] .. window .. set[2] .. group)
end

-- Values of a group that have a key of their own.
local function applySet(view, window, group, operation, state)
  local set, command = view.sets[state], collect[operation]
  local name = set[1] .. window .. set[2] .. group
  local values = tonumber(arg())
  if operation == 'buckets' then
    for _ = 1, values do
      redis.call(command, name, arg(), arg())
    end
  else
    for first = at + 1, at + values, MOST do
      redis.call(command, name, unpack(ARGV, first, math.min(first + MOST - 1, at + values)))
    end
    at = at + values
  end
  redis.call('SADD', view.names .. window, name)
end

-- The newest values of groups that were just written, `count` of each: `place` says which of them is a state's.
local function updateRanks(view, window, groups, values, count, place)
  for _, rank in ipairs(view.ranks) do
    local board, kind, first, second = rank[1] .. window .. rank[2], rank[3], place[rank[4]], place[rank[5]]
    local scores, n = {}, 0
    for g, group in ipairs(groups) do
      local base, value = (g - 1) * count, nil
      if kind == 'state' and first then
        value = tonumber(values[base + first])
      elseif kind == 'average' and first and second then
        local sum, events = tonumber(values[base + first]), tonumber(values[base + second])
        value = events > 0 and sum / events or nil
      else
        value = rankValue(view, rank, window, group)
      end
      if value and value == value then
        scores[n + 1], scores[n + 2], n = string.format('%.17g', -value), group, n + 2
      else
        redis.call('ZREM', board, group)
      end
    end
    if n > 0 then
      redis.call('ZADD', board, unpack(scores))
    end
  end
end

-- Groups that bring the same states, many in one command: a command costs more than the value that it writes.
local function applyGroups(view, window, groups)
  local key = view.groups .. window
  local merge, prefix, place, sets = {}, {}, {}, {}
  local count = tonumber(arg())
  for p = 1, count do
    local operation, state = arg(), arg()
    merge[p], prefix[p], place[state] = merges[operation], state .. '|', p
  end
  for s = 1, tonumber(arg()) do
    sets[s] = {arg(), arg()}
  end
  local most = math.max(1, math.floor(MOST / math.max(1, count)))
  while groups > 0 do
    local names, fields, values, n = {}, {}, {}, 0
    for g = 1, math.min(groups, most) do
      local group = arg()
      names[g] = group
      for p = 1, count do
        n = n + 1
        fields[n], values[n] = prefix[p] .. group, arg()
      end
      for _, set in ipairs(sets) do
        applySet(view, window, group, set[1], set[2])
      end
    end
    if n > 0 then
      local known, changed, m = redis.call('HMGET', key, unpack(fields)), {}, 0
      for k = 1, n do
        local old = known[k]
        if old then
          values[k] = merge[(k - 1) % count + 1](old, values[k])
        end
        if values[k] ~= old then
          changed[m + 1], changed[m + 2], m = fields[k], values[k], m + 2
        end
      end
      if m > 0 then
        redis.call('HSET', key, unpack(changed))
      end
    end
    updateRanks(view, window, names, values, count, place)
    groups = groups - #names
  end
end

while at < #ARGV do
  local view, window, groups, length = views[tonumber(arg())], arg(), tonumber(arg()), tonumber(arg())
  if view.size and watermark and tonumber(window) + view.size <= watermark - view.retention then
    at = at + length
  else
    if view.size then
      redis.call('ZADD', view.windows, window, window)
    end
    applyGroups(view, window, groups)
  end
end

-- Windows that have left the retention go, in bounded steps; what is left waits for the next flush. Windows may begin as often as every few
-- milliseconds, so many may go at once; it is their sets of values that cost.
local MOST_WINDOWS, setsLeft = 100, 1000
for _, view in ipairs(views) do
  if view.size and watermark then
    local last = string.format('%.0f', watermark - view.retention - view.size)
    for _, window in ipairs(redis.call('ZRANGEBYSCORE', view.windows, '-inf', last, 'LIMIT', 0, MOST_WINDOWS)) do
      if setsLeft == 0 then
        break
      end
      local names = redis.call('SPOP', view.names .. window, setsLeft)
      for _, name in ipairs(names) do
        redis.call('UNLINK', name)
      end
      setsLeft = setsLeft - #names
      if setsLeft > 0 then
        redis.call('UNLINK', view.groups .. window, view.names .. window)
        for _, rank in ipairs(view.ranks) do
          redis.call('UNLINK', rank[1] .. window .. rank[2])
        end
        redis.call('ZREM', view.windows, window)
      end
    end
  end
end
return {mark, '0', known}
