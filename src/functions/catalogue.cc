#include "functions/catalogue.h"

#include "functions/define.h"

namespace rolecall::functions {
namespace {

constexpr std::string_view kNamespace = "core::";

}  // namespace

Catalogue MakeCatalogue(const Options& options) {
  Catalogue catalogue;
  AddStrings(catalogue);
  AddTrimming(catalogue);
  AddFormat(catalogue);
  AddRegex(catalogue);
  AddNumbers(catalogue);
  AddSequences(catalogue);
  AddMappings(catalogue);
  AddSets(catalogue);
  AddSelection(catalogue);
  AddConversion(catalogue);
  AddSensitivity(catalogue);
  AddAssumptions(catalogue);
  AddBase64(catalogue);
  AddJson(catalogue);
  AddYaml(catalogue);
  AddCsv(catalogue);
  AddUrl(catalogue);
  AddHashes(catalogue, options);
  AddSecrets(catalogue, options);
  AddDates(catalogue, options);
  AddFiles(catalogue, options);
  AddPaths(catalogue, options);
  AddNetwork(catalogue);
  AddTemplates(catalogue, options);
  return catalogue;
}

const value::Function* FindFunction(const Catalogue& catalogue, std::string_view name) {
  if (name.substr(0, kNamespace.size()) == kNamespace) name.remove_prefix(kNamespace.size());
  const auto found = catalogue.find(name);
  return found == catalogue.end() ? nullptr : &found->second;
}

std::vector<std::string> FunctionNames(const Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto& [name, function] : catalogue) names.push_back(name);
  return names;
}

hcl::FunctionTable MakeFunctionTable(const Catalogue& catalogue) {
  hcl::FunctionTable table;
  for (const auto& [name, function] : catalogue) {
    table.emplace(name, &function);
    table.emplace(std::string(kNamespace) + name, &function);
  }
  return table;
}

}  // namespace rolecall::functions
