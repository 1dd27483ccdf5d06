module rolecall.test/interop/http

go 1.26

require github.com/terraform-providers/terraform-provider-http v0.0.0-00010101000000-000000000000

replace github.com/terraform-providers/terraform-provider-http => github.com/hashicorp/terraform-provider-http v1.2.1-0.20260814132659-be89f04ea469
