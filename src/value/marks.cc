// Marks: taking them off and putting them on, at any depth.
#include <utility>

#include "value/rep.h"
#include "value/value.h"

namespace rolecall::value {
namespace {

using PathMarks = std::vector<std::pair<Path, Marks>>;

bool IsStepTo(const Step& step, const std::string& name, bool is_object) {
  if (const auto* attribute = std::get_if<AttributeStep>(&step)) return is_object && attribute->name == name;
  const auto& key = std::get<IndexStep>(step).key;
  return std::holds_alternative<std::string>(key) && std::get<std::string>(key) == name;
}

Step StepTo(const std::string& name, bool is_object) {
  if (is_object) return AttributeStep{name};
  return IndexStep{name};
}

}  // namespace

Value Value::WithMarks(const Marks& marks) const {
  if (marks.empty()) return *this;
  auto all = std::make_shared<Marks>(this->marks());
  all->insert(marks.begin(), marks.end());
  auto rep = std::make_shared<Rep>(*rep_);
  rep->marks = std::move(all);
  rep->deep_marked = true;
  return Value(std::move(rep));
}

Value Value::Mark(std::string mark) const { return WithMarks(Marks{std::move(mark)}); }

Value Value::Unmark() const {
  if (rep_->marks == nullptr) return *this;
  auto rep = std::make_shared<Rep>(*rep_);
  rep->marks = nullptr;
  rep->deep_marked = false;
  if (const auto* elements = std::get_if<std::vector<Value>>(&rep->content)) {
    for (const Value& element : *elements) rep->deep_marked = rep->deep_marked || element.rep_->deep_marked;
  } else if (const auto* members = std::get_if<std::map<std::string, Value>>(&rep->content)) {
    for (const auto& [name, member] : *members) rep->deep_marked = rep->deep_marked || member.rep_->deep_marked;
  }
  return Value(std::move(rep));
}

Value Value::UnmarkDeep() const {
  if (!rep_->deep_marked) return *this;
  auto rep = std::make_shared<Rep>(*rep_);
  rep->marks = nullptr;
  rep->deep_marked = false;
  if (auto* elements = std::get_if<std::vector<Value>>(&rep->content)) {
    for (Value& element : *elements) element = element.UnmarkDeep();
  } else if (auto* members = std::get_if<std::map<std::string, Value>>(&rep->content)) {
    for (auto& [name, member] : *members) member = member.UnmarkDeep();
  }
  return Value(std::move(rep));
}

void Value::CollectMarks(Marks& marks) const {
  if (!rep_->deep_marked) return;
  if (rep_->marks != nullptr) marks.insert(rep_->marks->begin(), rep_->marks->end());
  if (const auto* elements = std::get_if<std::vector<Value>>(&rep_->content)) {
    for (const Value& element : *elements) element.CollectMarks(marks);
  } else if (const auto* members = std::get_if<std::map<std::string, Value>>(&rep_->content)) {
    for (const auto& [name, member] : *members) member.CollectMarks(marks);
  }
}

Marks Value::DeepMarks() const {
  Marks marks;
  CollectMarks(marks);
  return marks;
}

bool Value::HasMarkDeep(std::string_view mark) const {
  return rep_->deep_marked && DeepMarks().count(std::string(mark)) != 0;
}

void Value::CollectMarksWithPaths(Path& path, PathMarks& found) const {
  if (!rep_->deep_marked) return;
  if (rep_->marks != nullptr) found.emplace_back(path, *rep_->marks);
  if (const auto* elements = std::get_if<std::vector<Value>>(&rep_->content)) {
    for (std::size_t i = 0; i < elements->size(); ++i) {
      path.push_back(IndexStep{static_cast<long long>(i)});
      (*elements)[i].CollectMarksWithPaths(path, found);
      path.pop_back();
    }
  } else if (const auto* members = std::get_if<std::map<std::string, Value>>(&rep_->content)) {
    for (const auto& [name, member] : *members) {
      path.push_back(StepTo(name, type().IsObject()));
      member.CollectMarksWithPaths(path, found);
      path.pop_back();
    }
  }
}

std::pair<Value, PathMarks> Value::UnmarkDeepWithPaths() const {
  PathMarks found;
  Path path;
  CollectMarksWithPaths(path, found);
  return {UnmarkDeep(), std::move(found)};
}

Value Value::MarkAt(const Path& path, std::size_t depth, const Marks& marks) const {
  if (depth == path.size() || type().IsSet()) return WithMarks(marks);
  auto rep = std::make_shared<Rep>(*rep_);
  bool changed = false;
  if (auto* elements = std::get_if<std::vector<Value>>(&rep->content)) {
    const auto* index = std::get_if<IndexStep>(&path[depth]);
    const auto* number = index != nullptr ? std::get_if<long long>(&index->key) : nullptr;
    if (number != nullptr && *number >= 0 && static_cast<std::size_t>(*number) < elements->size()) {
      Value& element = (*elements)[static_cast<std::size_t>(*number)];
      element = element.MarkAt(path, depth + 1, marks);
      changed = element.rep_->deep_marked;
    }
  } else if (auto* members = std::get_if<std::map<std::string, Value>>(&rep->content)) {
    for (auto& [name, member] : *members) {
      if (!IsStepTo(path[depth], name, type().IsObject())) continue;
      member = member.MarkAt(path, depth + 1, marks);
      changed = member.rep_->deep_marked;
    }
  }
  if (!changed) return *this;
  rep->deep_marked = true;
  return Value(std::move(rep));
}

Value Value::MarkWithPaths(const PathMarks& marks) const {
  Value marked = *this;
  for (const auto& [path, at_path] : marks) marked = marked.MarkAt(path, 0, at_path);
  return marked;
}

}  // namespace rolecall::value
