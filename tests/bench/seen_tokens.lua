-- Each request one of a hundred tokens: all but the first hundred were seen before.
local bodies = {}
for line in io.lines(os.getenv("BENCH_DIR") .. "/tokens.txt") do
  bodies[#bodies + 1] = line
  if #bodies == 100 then break end
end
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
local next_body = 0
local bad = 0
function request()
  next_body = next_body % #bodies + 1
  return wrk.format("POST", "/", headers, bodies[next_body])
end
function response(status) if status ~= 200 then bad = bad + 1; if bad == 1 then print("status " .. status) end end end
