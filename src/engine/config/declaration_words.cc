#include "engine/config/declaration_words.h"

namespace rolecall::engine {
namespace {

std::string Quoted(const std::string& name) { return "\"" + name + "\""; }

}  // namespace

DeclarationWords VariableWords(const std::string& name) {
  return {"Duplicate variable declaration",
          "A variable named " + Quoted(name) + " was already declared at",
          "Variable names must be unique within a module.",
          "Missing base variable declaration to override",
          "There is no variable named " + Quoted(name) + ".",
          "a variable that was already declared",
          true};
}

DeclarationWords LocalWords(const std::string& name) {
  return {"Duplicate local value definition",
          "A local value named " + Quoted(name) + " was already defined at",
          "Local value names must be unique within a module.",
          "Missing base local value definition to override",
          "There is no local value named " + Quoted(name) + ".",
          "a local value that was already defined",
          true};
}

DeclarationWords OutputWords(const std::string& name) {
  return {"Duplicate output definition",
          "An output named " + Quoted(name) + " was already defined at",
          "Output names must be unique within a module.",
          "Missing base output definition to override",
          "There is no output named " + Quoted(name) + ".",
          "an output that was already defined"};
}

DeclarationWords ModuleCallWords(const std::string& name) {
  return {"Duplicate module call",
          "A module call named " + Quoted(name) + " was already defined at",
          "Module calls must have unique names within a module.",
          "Missing module call to override",
          "There is no module call named " + Quoted(name) + ".",
          "a module call that was defined"};
}

DeclarationWords CheckWords(const std::string& name) {
  return {"Duplicate check " + Quoted(name) + " configuration",
          "A check block named " + Quoted(name) + " was already declared at",
          "Check blocks must be unique within each module.",
          "Can't override check blocks",
          "",
          ""};
}

DeclarationWords ProviderWords(const ProviderReference& name) {
  DeclarationWords words = {
      "Duplicate provider configuration",
      "A default (non-aliased) provider configuration for " + Quoted(name.local_name) + " was already given at",
      "If multiple configurations are required, set the \"alias\" argument for alternative "
      "configurations.",
      "Missing base provider configuration for override",
      "There is no " + name.local_name + " provider configuration with the alias " + Quoted(name.alias) + ".",
      "an aliased provider configuration that was already defined"};
  if (name.alias.empty()) return words;
  words.claim = "A provider configuration for " + Quoted(name.local_name) + " with alias " + Quoted(name.alias) +
                " was already given at";
  words.rule = "Each configuration for the same provider must have a distinct alias.";
  return words;
}

DeclarationWords ResourceWords(ResourceMode mode, const std::string& type, const std::string& name, bool in_check) {
  const bool is_managed = mode == ResourceMode::kManaged;
  const std::string block = is_managed ? "resource" : ModeName(mode);
  const std::string kind = is_managed ? "resource" : block + " resource";
  return {"Duplicate " + block + " " + Quoted(type) + " configuration",
          "A " + type + " " + kind + " named " + Quoted(name) + " was already declared at",
          std::string("Resource names must be unique per type in each module") +
              (in_check ? ", including within check blocks." : "."),
          "Missing " + kind + " to override",
          "There is no " + type + " " + kind + " named " + Quoted(name) + ".",
          (mode == ResourceMode::kEphemeral ? "an " : "a ") + block + " block defined"};
}

}  // namespace rolecall::engine
