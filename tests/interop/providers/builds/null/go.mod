module rolecall.test/interop/null

go 1.26

require github.com/terraform-providers/terraform-provider-null v0.0.0-00010101000000-000000000000

replace github.com/terraform-providers/terraform-provider-null => github.com/hashicorp/terraform-provider-null v1.0.1-0.20260824155049-3827b35ad520
