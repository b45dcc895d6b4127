-- The text of echoserver:1.4, put together first and written at once: one chunk, as echoserver writes it.
local var, req = ngx.var, ngx.req
local out = {
    "CLIENT VALUES:\nclient_address=", var.remote_addr,
    "\ncommand=", req.get_method(),
    "\nreal path=", var.request_uri,
    "\nquery=", var.query_string or "nil",
    "\nrequest_version=", req.http_version(),
    "\nrequest_uri=", var.scheme, "://", var.host, ":", var.server_port, var.request_uri,
    "\n\nSERVER VALUES:\nserver_version=nginx: ", var.nginx_version, " - lua: ", ngx.config.ngx_lua_version,
    "\n\nHEADERS RECEIVED:\n",
}
local fields, names = req.get_headers(), {}
for name in pairs(fields) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do
    local size = #out
    out[size + 1], out[size + 2], out[size + 3], out[size + 4] = name, "=", fields[name], "\n"
end
out[#out + 1] = "BODY:\n"
out[#out + 1] = var.request_body or "-no body in request-"
ngx.print(out)
