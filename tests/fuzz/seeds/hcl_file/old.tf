variable "names" {
  type    = "list"
  default = ["${var.a}", "b"]
}
locals { x = [for k, v in { a = 1 } : "${k}=${v}"... if v > 0]
y={for s in ["é","日本"]:s=>upper(s)...} }
