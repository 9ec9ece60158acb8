-- Reads, at one moment, the newest windows of a view, and the same of each of them.
-- Layout: LiveKeys. KEYS: marks, rebuild. ARGV: see NewestGroups. Writes nothing.
-- Returns the sizes of both keys, the shard's times, its silent partitions, its horizon, the windows, and per window a list of replies.
local at = 0
local function arg()
  at = at + 1
  return ARGV[at]
end

local replies = {
  redis.call('HLEN', KEYS[1]),
  redis.call('HLEN', KEYS[2]),
  redis.call('HGETALL', arg()),
  redis.call('SMEMBERS', arg()),
  redis.call('GET', arg()),
}
local windows, most, whole = arg(), tonumber(arg()), arg()
local names = most > 0 and redis.call('ZREVRANGEBYSCORE', windows, '+inf', '-inf', 'LIMIT', 0, most) or {whole}
replies[6] = names
local first = at
for _, window in ipairs(names) do
  local found = {}
  at = first
  while at < #ARGV do
    local length = tonumber(arg())
    local command = {arg(), arg() .. window .. arg()}
    for i = 3, length do
      command[i] = arg()
    end
    found[#found + 1] = redis.call(unpack(command))
  end
  replies[#replies + 1] = found
end
return replies
