module rolecall.test/interop/random

go 1.26

require github.com/terraform-providers/terraform-provider-random v0.0.0-00010101000000-000000000000

replace github.com/terraform-providers/terraform-provider-random => github.com/hashicorp/terraform-provider-random v1.3.2-0.20260824155315-e1092b0cfc07
