-- Reads, at one moment, the first `depth` groups of some windows' leaderboards, and what these groups have in all of the windows.
-- Layout: LiveKeys. KEYS: marks, rebuild. ARGV: see TopRead. Writes nothing.
-- Returns the sizes of both keys, and after them {reads} where that would be more than the budget, or else
-- {reads, per window {finished, last score, last group}, per group {group, what it has}}.
local marks, rebuild = redis.call('HLEN', KEYS[1]), redis.call('HLEN', KEYS[2])
local at = 0
local function arg()
  at = at + 1
  return ARGV[at]
end

local mode, depth, budget, most = arg(), tonumber(arg()), tonumber(arg()), tonumber(arg())
local exactness, format, absence = arg(), arg(), arg()
-- A score below it says the value exactly; every score does where it is nil.
local limit = exactness ~= 'always' and tonumber(exactness) or nil
local fields, windows = {}, {}
for f = 1, tonumber(arg()) do
  fields[f] = arg()
end
for w = 1, tonumber(arg()) do
  windows[w] = {rank = arg(), states = arg(), scores = {}}
end

local reads, groups, found = 0, {}, {}
local bounds = {}
for w, window in ipairs(windows) do
  local entries = redis.call('ZRANGE', window.rank, 0, depth - 1, 'WITHSCORES')
  local count = #entries / 2
  for i = 1, #entries, 2 do
    local group = entries[i]
    window.scores[group] = entries[i + 1]
    if not found[group] then
      found[group] = true
      groups[#groups + 1] = group
    end
  end
  window.finished = count < depth
  reads = reads + count
  bounds[w] = {window.finished and 1 or 0, entries[#entries] or '', entries[#entries - 1] or ''}
end

-- Commands take some thousand arguments at most.
local CHUNK = 1000
local function inChunks(list, read)
  for from = 1, #list, CHUNK do
    local chunk = {}
    for i = from, math.min(from + CHUNK - 1, #list) do
      chunk[#chunk + 1] = list[i]
    end
    read(chunk)
  end
end

-- What a score says exactly; nil where the state has to be read.
local function exactText(score)
  -- Not a mere sign: from Redis 7 on small boards give a zero as '0' whatever sign was written, and -0 is written '-0'.
  local value = 0 - tonumber(score)
  if not limit or math.abs(value) < limit then
    return string.format(format, value)
  end
end

local answers = {}
if mode == 'states' then
  local width = #fields
  local unread = {}
  for g, group in ipairs(groups) do
    answers[g] = {group}
  end
  for w, window in ipairs(windows) do
    local list = {}
    for g, group in ipairs(groups) do
      local score = window.scores[group]
      local text = score and exactText(score)
      if text then
        answers[g][2 + (w - 1) * width] = text
      elseif score or not window.finished or absence == 'unknown' then
        list[#list + 1] = g
      else
        for f = 1, width do
          answers[g][1 + (w - 1) * width + f] = false
        end
      end
    end
    unread[w] = list
    reads = reads + #list * width
  end
  if reads > budget then
    return {marks, rebuild, reads}
  end
  for w, window in ipairs(windows) do
    inChunks(unread[w], function(chunk)
      local names = {}
      for _, g in ipairs(chunk) do
        for f = 1, width do
          names[#names + 1] = fields[f] .. '|' .. groups[g]
        end
      end
      local texts = redis.call('HMGET', window.states, unpack(names))
      for i, g in ipairs(chunk) do
        for f = 1, width do
          answers[g][1 + (w - 1) * width + f] = texts[(i - 1) * width + f]
        end
      end
    end)
  end
else
  -- Sets of values: no more different ones over all windows than in the windows together. Only groups that may be among the first
  -- `most` by that are counted.
  local bound = {}
  for _, group in ipairs(groups) do
    bound[group] = 0
  end
  for _, window in ipairs(windows) do
    local list = {}
    for _, group in ipairs(groups) do
      local score = window.scores[group]
      if score then
        bound[group] = bound[group] - tonumber(score)
      elseif not window.finished then
        list[#list + 1] = group
      end
    end
    reads = reads + #list
    inChunks(list, function(chunk)
      for i, score in ipairs(redis.call('ZMSCORE', window.rank, unpack(chunk))) do
        if score then
          bound[chunk[i]] = bound[chunk[i]] - tonumber(score)
        end
      end
    end)
  end
  table.sort(groups, function(a, b) return bound[a] > bound[b] end)
  local slack = mode == 'sketch' and tonumber(exactness) or 1
  local largest = {}
  for _, group in ipairs(groups) do
    if #largest == most and largest[most] > bound[group] * slack then
      break
    end
    reads = reads + bound[group]
    if reads > budget then
      return {marks, rebuild, reads}
    end
    local names = {}
    for w, window in ipairs(windows) do
      names[w] = window.states .. group
    end
    local size
    if mode == 'sketch' then
      size = redis.call('PFCOUNT', unpack(names))
    elseif #names == 1 then
      size = redis.call('SCARD', names[1])
    else
      size = #redis.call('SUNION', unpack(names))
    end
    answers[#answers + 1] = {group, tostring(size)}
    local place = math.min(#largest + 1, most + 1)
    while place > 1 and largest[place - 1] < size do
      largest[place] = largest[place - 1]
      place = place - 1
    end
    largest[place] = size
    largest[most + 1] = nil
  end
end
return {marks, rebuild, reads, bounds, answers}
