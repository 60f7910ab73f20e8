-- Drop a checkout's holds on seats of one showing; holds of others stay.
-- KEYS[1] the showing's holds: seat → "<expires at, ms> <checkout>"; KEYS[2] marks that the checkout gave its seats back.
-- ARGV[1] checkout, [2] life of the mark in ms (0 = leave none), then the seats. Answers how many holds it dropped.
local dropped = 0
local held = redis.call('HMGET', KEYS[1], unpack(ARGV, 3))
for place = 1, #held do
  if held[place] and string.match(held[place], '^%d+ (.+)$') == ARGV[1] then
    dropped = dropped + redis.call('HDEL', KEYS[1], ARGV[place + 2])
  end
end
if ARGV[2] ~= '0' then
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[2])
end
return dropped
