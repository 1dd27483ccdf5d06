#include "errors/error_pages.h"

#include <algorithm>

#include "base/text.h"
#include "embedded/files.h"

namespace rolecall::errors {

const std::vector<ErrorPage>& ErrorPages() {
  static const auto* const kPages = [] {
    auto* pages = new std::vector<ErrorPage>();
    for (const embedded::File& file : embedded::ErrorPageFiles().all()) {
      pages->push_back(ParseErrorPage(file.name, file.text).value());
    }
    std::sort(pages->begin(), pages->end(), [](const ErrorPage& a, const ErrorPage& b) { return a.name < b.name; });
    return pages;
  }();
  return *kPages;
}

const ErrorPage* FindErrorPage(std::string_view name) {
  for (const ErrorPage& page : ErrorPages()) {
    if (page.name == name) return &page;
  }
  return nullptr;
}

const ErrorPage* PageOfMessage(std::string_view message) {
  const ErrorPage* best = nullptr;
  std::size_t most = 0;
  for (const ErrorPage& page : ErrorPages()) {
    for (const std::string_view text : page.texts) {
      const std::size_t likeness = Likeness(text, message);
      if (likeness <= most) continue;
      most = likeness;
      best = &page;
    }
  }
  return best;
}

const ErrorPage* PageOfCause(std::string_view code) {
  const ErrorPage* best = nullptr;
  std::size_t most = 0;
  for (const ErrorPage& page : ErrorPages()) {
    for (const std::string_view cause : page.causes) {
      if (!code.starts_with(cause) || cause.size() <= most) continue;
      most = cause.size();
      best = &page;
    }
  }
  return best;
}

std::vector<const ErrorPage*> PagesWith(std::string_view words) {
  const std::string wanted = LowerAscii(words);
  std::vector<const ErrorPage*> found;
  for (const ErrorPage& page : ErrorPages()) {
    std::string all(page.title);
    for (const std::string_view text : page.texts) all.append("\n").append(text);
    if (LowerAscii(all).find(wanted) != std::string::npos) found.push_back(&page);
  }
  return found;
}

std::string CommandFor(const ErrorPage& page) { return "rolecall errors " + std::string(page.name); }

}  // namespace rolecall::errors
