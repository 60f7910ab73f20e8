-- Write a title's hash unless it holds a newer version.
-- KEYS[1] the hash; ARGV[1] version, ARGV[2] seconds to live (garbage collection only), then field, value, …
-- Answers 1 if written, 0 if refused. A newer version empties the hash first, so parts never mix versions.
-- Without fields it only raises the version: a slower fill of an older one is refused from then on.
local held = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
local version = tonumber(ARGV[1])
if held > version then
  return 0
end
if held < version then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'version', ARGV[1])
elseif redis.call('HEXISTS', KEYS[1], 'removed') == 1 then
  return 0
end
if #ARGV > 2 then
  redis.call('HSET', KEYS[1], unpack(ARGV, 3))
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
