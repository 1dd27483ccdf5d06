-- One signed call of a JSON service again and again; its signature is checked every time. BENCH_REQUEST: its file.
local headers, body, in_body = {}, "", false
for line in io.lines(os.getenv("BENCH_DIR") .. "/" .. os.getenv("BENCH_REQUEST")) do
  if in_body then body = body .. line
  elseif line == "" then in_body = true
  else local name, value = line:match("^([^:]+): (.*)$"); headers[name] = value end
end
local bad = 0
function request() return wrk.format("POST", "/", headers, body) end
function response(status) if status ~= 200 then bad = bad + 1; if bad == 1 then print("status " .. status) end end end
