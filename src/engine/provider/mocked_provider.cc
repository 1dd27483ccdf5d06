#include "engine/provider/mocked_provider.h"

namespace rolecall::engine {

using value::Value;

const MockValues& MockedProvider::ValuesOf(const std::map<std::string, MockValues>& types, const std::string& type) {
  static const MockValues kNone;
  const auto found = types.find(type);
  return found == types.end() ? kNone : found->second;
}

PlannedResource MockedProvider::Plan(const std::string& type, const ResourceState&, const Value& proposed,
                                     const Value& config, diag::Diagnostics& diagnostics) {
  PlannedResource planned{proposed, {}, "", true};
  const ResourceSchema* schema = FindResource(type);
  if (config.IsNull() || schema == nullptr) return planned;
  planned.planned = MockValue(type, schema->block, config, ValuesOf(mock_.resources, type), diagnostics);
  return planned;
}

std::vector<ImportedResource> MockedProvider::Import(const std::string& type, const std::string&,
                                                     diag::Diagnostics& diagnostics) {
  diagnostics.AddError("mocked-import", "Importing is not supported in testing context",
                       "The provider of " + type + " is mocked in this test: there is nothing that could be imported.");
  return {};
}

Value MockedProvider::ReadDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  const ResourceSchema* schema = FindDataSource(type);
  if (schema == nullptr) return config;
  return MockValue(type, schema->block, config, ValuesOf(mock_.data_sources, type), diagnostics);
}

void MockedProvider::ValidateEphemeral(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  if (auto* const real = dynamic_cast<EphemeralResources*>(&real_)) real->ValidateEphemeral(type, config, diagnostics);
}

OpenedResource MockedProvider::Open(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) {
  const ResourceSchema* schema = FindEphemeral(type);
  if (schema == nullptr) return {.result = config, .renew_at = {}, .private_bytes = {}};
  return {.result = MockValue(type, schema->block, config, {}, diagnostics), .renew_at = {}, .private_bytes = {}};
}

}  // namespace rolecall::engine
