module rolecall.test/interop/local

go 1.26

require github.com/terraform-providers/terraform-provider-local v0.0.0-00010101000000-000000000000

replace github.com/terraform-providers/terraform-provider-local => github.com/hashicorp/terraform-provider-local v1.4.1-0.20260806152022-9068a4b7aa37
