-- The bodies of bodies.ts for wrk: every request new to the store. The environment has the templates, cut at their ids.
local parts, n, run = {}, 0, os.getenv("RTP_RUN")
for line in os.getenv("RTP_TEMPLATES"):gmatch("[^\2]+") do
  local pieces = {}
  for piece in (line .. "\1"):gmatch("(.-)\1") do pieces[#pieces + 1] = piece end
  parts[#parts + 1] = pieces
end
local digits = "0123456789abcdefghijklmnopqrstuvwxyz"
local function base36(number)
  local text = ""
  for _ = 1, 7 do
    local digit = number % 36 + 1
    text = digits:sub(digit, digit) .. text
    number = math.floor(number / 36)
  end
  return text
end

local page, session
function request()
  local at = n % #parts
  if at == 0 then
    local number = n / #parts
    page = "m" .. run .. base36(number)
    if number % 2 == 0 then session = run .. base36(number / 2) end
  end
  n = n + 1
  local piece = parts[at + 1]
  return piece[1] .. page .. piece[2] .. session .. piece[3] .. session .. piece[4]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('\nRESULT {"requests":%d,"us":%d,"p50":%d,"p99":%d,"status":%d,"broken":%d}\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
