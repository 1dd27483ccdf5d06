-- Each request a different token: bodies are the lines of tokens.txt.
local bodies = {}
for line in io.lines(os.getenv("BENCH_DIR") .. "/tokens.txt") do bodies[#bodies + 1] = line end
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
local next_body = 0
local bad = 0
function request()
  next_body = next_body % #bodies + 1
  return wrk.format("POST", "/", headers, bodies[next_body])
end
function response(status) if status ~= 200 then bad = bad + 1; if bad == 1 then print("status " .. status) end end end
