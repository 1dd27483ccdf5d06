#include "services/s3/object/form.h"

#include <optional>

#include "base/text.h"
#include "base/utf8.h"
#include "services/s3/object/errors.h"

namespace rolecall::services::s3::object {
namespace {

constexpr std::size_t kMostBeforeFile = 20480;
constexpr std::size_t kMostBoundary = 200;
constexpr std::string_view kLineEnd = "\r\n";

aws::ErrorShape Malformed() {
  return {400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."};
}

// The value of NAME in "a; NAME=value; b" or "a; NAME=\"value\"". Nothing if it is not there.
std::optional<std::string> ParameterOf(std::string_view header, std::string_view name) {
  while (true) {
    const std::size_t semicolon = header.find(';');
    if (semicolon == std::string_view::npos) return std::nullopt;
    header = Trim(header.substr(semicolon + 1));
    const std::size_t equals = header.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const bool found = EqualsIgnoringAsciiCase(Trim(header.substr(0, equals)), name);
    std::string_view value = header.substr(equals + 1);
    if (!value.starts_with('"')) {
      if (found) return std::string(Trim(value.substr(0, value.find(';'))));
      header = value;
      continue;
    }
    const std::size_t end = value.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    if (found) return std::string(value.substr(1, end - 1));
    header = value.substr(end + 1);
  }
}

struct Part {
  std::string name;
  std::optional<std::string> file_name;
  std::string_view content;
};

// One part, of which `rest` begins with the headers; moves it behind the delimiter that ends the part.
std::optional<Part> TakePart(std::string_view& rest, const std::string& delimiter) {
  constexpr std::string_view kBlankLine = "\r\n\r\n";
  const std::size_t head_end = rest.find(kBlankLine);
  if (head_end == std::string_view::npos || head_end > kMostBeforeFile) return std::nullopt;
  Part part;
  for (std::string_view head = rest.substr(0, head_end); !head.empty();) {
    const std::size_t end = head.find(kLineEnd);
    const std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view() : head.substr(end + kLineEnd.size());
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!EqualsIgnoringAsciiCase(Trim(line.substr(0, colon)), "Content-Disposition")) continue;
    part.name = ParameterOf(line.substr(colon + 1), "name").value_or("");
    part.file_name = ParameterOf(line.substr(colon + 1), "filename");
  }
  rest.remove_prefix(head_end + kBlankLine.size());
  const std::size_t end = rest.find(delimiter);
  if (end == std::string_view::npos || part.name.empty()) return std::nullopt;
  part.content = rest.substr(0, end);
  rest.remove_prefix(end + delimiter.size());
  return part;
}

std::optional<std::string> BoundaryOf(std::string_view content_type) {
  const std::string_view type = Trim(content_type.substr(0, content_type.find(';')));
  if (!EqualsIgnoringAsciiCase(type, "multipart/form-data")) return std::nullopt;
  std::optional<std::string> boundary = ParameterOf(content_type, "boundary");
  if (boundary && (boundary->empty() || boundary->size() > kMostBoundary)) return std::nullopt;
  return boundary;
}

// Some browsers send the whole path.
std::string LastComponent(const std::string& path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

const std::string* Form::Find(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (EqualsIgnoringAsciiCase(key, name)) return &value;
  }
  return nullptr;
}

std::string_view Form::Get(std::string_view name) const {
  const std::string* found = Find(name);
  return found == nullptr ? std::string_view() : std::string_view(*found);
}

Checked<Form> ParseForm(std::string_view content_type, std::string_view body) {
  const std::optional<std::string> boundary = BoundaryOf(content_type);
  if (!boundary) return PreconditionFailed("Bucket POST must be of the enclosure-type multipart/form-data");
  const std::string first = "--" + *boundary;
  const std::string delimiter = std::string(kLineEnd) + first;
  std::string_view rest = body.starts_with(kLineEnd) ? body.substr(kLineEnd.size()) : body;
  if (!rest.starts_with(first)) return Malformed();
  rest.remove_prefix(first.size());
  Form form;
  for (std::size_t before_file = 0; !rest.starts_with("--");) {
    if (!rest.starts_with(kLineEnd)) return Malformed();
    rest.remove_prefix(kLineEnd.size());
    std::optional<Part> part = TakePart(rest, delimiter);
    if (!part) return Malformed();
    const bool is_file = EqualsIgnoringAsciiCase(part->name, "file");
    if (!IsCleanUtf8(part->name) || !IsCleanUtf8(part->file_name.value_or("")) ||
        (!is_file && !IsCleanUtf8(part->content))) {
      return InvalidArgument("A form field is not valid UTF-8", "field", "");
    }
    if (is_file) {
      form.file_name = LastComponent(part->file_name.value_or(""));
      form.file = part->content;
      return form;
    }
    before_file += part->name.size() + part->content.size();
    if (before_file > kMostBeforeFile) {
      return aws::ErrorShape{400, "MaxPostPreDataLengthExceeded",
                             "Your POST request fields preceding the upload file were too large."};
    }
    form.fields.emplace_back(std::move(part->name), std::string(part->content));
  }
  return InvalidArgument("POST requires exactly one file upload per request.", "file", "0");
}

}  // namespace rolecall::services::s3::object
