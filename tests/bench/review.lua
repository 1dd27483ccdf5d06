-- One review of a pod as kubectl makes it, again and again on kept connections. BENCH_REVIEW: its file.
local file = io.open(os.getenv("BENCH_REVIEW"))
local body = file:read("*a")
file:close()
local bad = 0
function request() return wrk.format("POST", "/mutate?timeout=10s", {["Content-Type"] = "application/json"}, body) end
function response(status) if status ~= 200 then bad = bad + 1; if bad == 1 then print("status " .. status) end end end
