// rolecall_embed_files FUNCTION plain|json LIST OUTPUT: writes a C++ source with the files that LIST names, one a line,
// for src/embedded/files.h. Part of the build (cmake/Embed.cmake), not of the program.
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "rolecall_embed_files: " << what << "\n";
  std::exit(1);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Fail("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// JSON without white space between its tokens.
std::string Compact(std::string_view json) {
  std::string text;
  bool quoted = false;
  bool escaped = false;
  for (const char c : json) {
    if (!quoted && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) continue;
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = quoted && c == '\\' && !escaped;
    text += c;
  }
  return text;
}

std::string Deflate(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION);
  if (status != Z_OK) Fail("zlib answers " + std::to_string(status));
  packed.resize(size);
  return packed;
}

// As a string literal, a line of it for each line of text.
std::string Literal(std::string_view bytes) {
  std::string literal = "\"";
  for (const char c : bytes) {
    if (c == '\n') {
      literal += "\\n\"\n\"";
    } else if (c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?') {  // "??" could begin a trigraph
      literal += c;
    } else {
      char octal[5];
      std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(c)));
      literal += octal;
    }
  }
  return literal += '"';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) Fail("usage: FUNCTION plain|json LIST OUTPUT");
  const std::string function = argv[1];
  const bool json = std::string_view(argv[2]) == "json";
  std::vector<std::pair<std::string, std::string>> files;  // names, paths
  std::ifstream list(argv[3]);
  for (std::string path; std::getline(list, path);) {
    if (!path.empty()) files.emplace_back(path.substr(path.rfind('/') + 1), path);
  }
  std::sort(files.begin(), files.end());  // byte by byte, as the program looks names up
  if (files.empty()) Fail("nothing to embed for " + function);

  std::string bytes;
  std::string index;
  for (const auto& [name, path] : files) {
    const std::string text = ReadFile(path);
    bytes += json ? Compact(text) : text;
    index += "    {" + Literal(name) + ", " + std::to_string(bytes.size()) + "},\n";
  }
  std::ofstream output(argv[4], std::ios::binary);
  output
      << "// Made by the build; see cmake/Embed.cmake.\n#include \"embedded/files.h\"\n\nnamespace rolecall::embedded "
      << "{\nnamespace {\nconstexpr Entry kIndex[] = {\n"
      << index << "};\nconstexpr char kBytes[] =\n"
      << Literal(json ? Deflate(bytes) : bytes) << ";\n}  // namespace\n\nconst Files& " << function
      << "() {\n  static const auto* const kFiles = new Files(kIndex, {kBytes, sizeof kBytes - 1}, Packing::"
      << (json ? "kDeflated" : "kPlain") << ");\n  return *kFiles;\n}\n\n}  // namespace rolecall::embedded\n";
  output.close();
  if (!output) Fail(std::string("cannot write ") + argv[4]);
  return 0;
}
