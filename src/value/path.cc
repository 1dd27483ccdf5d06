#include "value/path.h"

#include "json/document.h"

namespace rolecall::value {

std::string PathText(const Path& path) {
  std::string text;
  for (const Step& step : path) {
    if (const auto* attribute = std::get_if<AttributeStep>(&step)) {
      text += "." + attribute->name;
      continue;
    }
    const auto& key = std::get<IndexStep>(step).key;
    text += '[';
    if (const auto* index = std::get_if<long long>(&key)) {
      text += std::to_string(*index);
    } else {
      json::AppendQuoted(text, std::get<std::string>(key), false);
    }
    text += ']';
  }
  return text;
}

}  // namespace rolecall::value
