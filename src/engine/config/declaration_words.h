// DeclarationWords: what is said of a block whose name is taken already, and of one in an override file that has
// nothing to override. One function for each kind of block; the texts are OpenTofu's. Pure.
#ifndef ROLECALL_ENGINE_CONFIG_DECLARATION_WORDS_H_
#define ROLECALL_ENGINE_CONFIG_DECLARATION_WORDS_H_

#include <string>

#include "engine/config/configuration.h"

namespace rolecall::engine {

struct DeclarationWords {
  std::string duplicate;  // summary: "Duplicate variable declaration"
  std::string claim;      // detail up to the place: "A variable named "a" was already declared at"
  std::string rule;       // detail after the place: "Variable names must be unique within a module."
  std::string missing;    // summary: "Missing base variable declaration to override"
  std::string absence;    // detail: "There is no variable named "a"."
  std::string base;       // what may be overridden: "a variable that was already declared"
  bool is_value = false;  // a variable or a local: what arguments of backends are made of
};

DeclarationWords VariableWords(const std::string& name);
DeclarationWords LocalWords(const std::string& name);
DeclarationWords OutputWords(const std::string& name);
DeclarationWords ModuleCallWords(const std::string& name);
DeclarationWords CheckWords(const std::string& name);
DeclarationWords ProviderWords(const ProviderReference& name);
// `in_check`: a data block inside of a check block.
DeclarationWords ResourceWords(ResourceMode mode, const std::string& type, const std::string& name, bool in_check);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_DECLARATION_WORDS_H_
