-- Hold seats of one showing for one checkout: all of them or none.
-- KEYS[1] the showing's holds: seat → "<expires at, ms> <checkout>"; KEYS[2] exists once the checkout gave its seats back.
-- ARGV[1] checkout, [2] now, [3] expires at, [4] life of the keys (garbage collection only), all ms; then the seats.
-- Answers {"held"}, {"released"} or {"taken", seat, …}. The checkout's own hold is no obstacle: it is renewed.
-- Whether a hold counts is decided by its own instant against the caller's clock, never by Redis's.
if redis.call('EXISTS', KEYS[2]) == 1 then
  return {'released'}
end
local answer, fields = {'taken'}, {}
local held = redis.call('HMGET', KEYS[1], unpack(ARGV, 5))
for place = 1, #held do
  local seat = ARGV[place + 4]
  if held[place] then
    local expires, owner = string.match(held[place], '^(%d+) (.+)$')
    if owner ~= ARGV[1] and tonumber(expires) > tonumber(ARGV[2]) then
      answer[#answer + 1] = seat
    end
  end
  fields[#fields + 1] = seat
  fields[#fields + 1] = ARGV[3] .. ' ' .. ARGV[1]
end
if #answer > 1 then
  return answer
end
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'held'}
