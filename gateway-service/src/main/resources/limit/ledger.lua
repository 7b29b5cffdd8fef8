-- One subject's use, for all gateways. KEYS: its quotas, its streams. See Ledger.
-- ARGV: 1 when a request asks (0 when it is only told) / 1 when it wants a stream / this gateway / its open streams, without the wanted one /
-- most streams (0: no limit) / milliseconds that a gateway's word on its streams is good / then for each quota:
-- interval in microseconds (0: no limit) / window / units to charge in any case
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local asks = ARGV[1] == '1'
local wants_stream = ARGV[2] == '1'
local gateway = ARGV[3]
local open = tonumber(ARGV[4])
local most_open = tonumber(ARGV[5])
local lease = tonumber(ARGV[6])

local quotas = (#ARGV - 6) / 3
local refused_by = -1
local owed = {}
local latest = 0

for i = 1, quotas do
    local interval = tonumber(ARGV[3 * i + 4])
    owed[i] = 0
    if interval > 0 then
        local window = tonumber(ARGV[3 * i + 5])
        local whole_at = tonumber(redis.call('HGET', KEYS[1], i) or '0')
        owed[i] = math.max(0, whole_at - now) + tonumber(ARGV[3 * i + 6]) * interval
        if asks and refused_by < 0 and owed[i] + interval > window then
            refused_by = i - 1
        end
    end
end

local elsewhere = 0
if open > 0 or wants_stream then
    local said = redis.call('HGETALL', KEYS[2])
    for i = 1, #said, 2 do
        local count, good_until = string.match(said[i + 1], '(%d+) (%d+)')
        if tonumber(good_until) < now then
            redis.call('HDEL', KEYS[2], said[i])
        elseif said[i] ~= gateway then
            elsewhere = elsewhere + tonumber(count)
        end
    end
    if wants_stream and refused_by < 0 and most_open > 0 and elsewhere + open + 1 > most_open then
        refused_by = quotas
    end
end

if asks and refused_by < 0 then
    owed[1] = owed[1] + tonumber(ARGV[7])
    if wants_stream then
        open = open + 1
    end
end

for i = 1, quotas do
    if owed[i] > 0 then
        redis.call('HSET', KEYS[1], i, string.format('%.0f', now + owed[i]))
        latest = math.max(latest, owed[i])
    end
    owed[i] = string.format('%.0f', owed[i])
end
if latest > 0 then
    redis.call('PEXPIRE', KEYS[1], math.ceil(latest / 1000) + 1000)
end
if open > 0 then
    redis.call('HSET', KEYS[2], gateway, string.format('%d %.0f', open, now + lease * 1000))
    redis.call('PEXPIRE', KEYS[2], lease)
else
    redis.call('HDEL', KEYS[2], gateway)
end
return { refused_by, elsewhere, unpack(owed) }
