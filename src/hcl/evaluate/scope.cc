#include "hcl/evaluate/scope.h"

#include <algorithm>

namespace rolecall::hcl {
namespace {

bool NameLess(const std::pair<std::string, value::Value>& entry, std::string_view name) { return entry.first < name; }

}  // namespace

void Scope::Set(std::string_view name, value::Value value) {
  const auto at = std::lower_bound(names_.begin(), names_.end(), name, NameLess);
  if (at != names_.end() && at->first == name) {
    at->second = std::move(value);
  } else {
    names_.insert(at, {std::string(name), std::move(value)});
  }
}

const value::Value* Scope::Find(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    const auto at = std::lower_bound(scope->names_.begin(), scope->names_.end(), name, NameLess);
    if (at != scope->names_.end() && at->first == name) return &at->second;
  }
  return nullptr;
}

const value::Function* Scope::FindFunction(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    if (scope->functions_ == nullptr) continue;
    const auto found = scope->functions_->find(name);
    if (found != scope->functions_->end()) return found->second;
  }
  return nullptr;
}

bool Scope::AllowsVariables() const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    if (scope->allows_variables_ || !scope->names_.empty()) return true;
  }
  return false;
}

bool Scope::AllowsFunctions() const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    if (scope->functions_ != nullptr) return true;
  }
  return false;
}

bool Scope::AllowsPlaceholders() const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    if (scope->allows_placeholders_) return true;
  }
  return false;
}

std::vector<std::string> Scope::VariableNames() const {
  std::vector<std::string> names;
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    for (const auto& entry : scope->names_) names.push_back(entry.first);
  }
  return names;
}

std::vector<std::string> Scope::FunctionNames() const {
  std::vector<std::string> names;
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    if (scope->functions_ == nullptr) continue;
    for (const auto& entry : *scope->functions_) names.push_back(entry.first);
  }
  return names;
}

}  // namespace rolecall::hcl
