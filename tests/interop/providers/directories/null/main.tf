terraform {
  required_providers {
    null = {
      source = "hashicorp/null"
    }
  }
}

resource "null_resource" "a" {
  count    = 2
  triggers = { at = count.index }
}

data "null_data_source" "a" {
  inputs = { ids = length(null_resource.a) }
}

output "ids" {
  value = data.null_data_source.a.outputs.ids
}
