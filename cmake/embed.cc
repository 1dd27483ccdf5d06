// rolecall_embed_files FUNCTION plain|solid|squeezed|packed LIST OUTPUT: writes a C++ source with the files that LIST
// names, one a line, for src/embedded. Part of the build (cmake/Embed.cmake), not of the program.
#include <lzma.h>

#include <algorithm>
#include <cstdint>
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

std::string Compress(const std::string& bytes) {
  std::string packed(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  const lzma_ret status = lzma_easy_buffer_encode(LZMA_PRESET_DEFAULT | LZMA_PRESET_EXTREME, LZMA_CHECK_CRC32, nullptr,
                                                  reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                                                  reinterpret_cast<std::uint8_t*>(packed.data()), &size, packed.size());
  if (status != LZMA_OK) Fail("liblzma answers " + std::to_string(status));
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

using Files = std::vector<std::pair<std::string, std::string>>;  // names, paths

// The C++ source around what a set is made of.
std::string Source(std::string_view header, std::string_view data, std::string_view function) {
  return "// Made by the build; see cmake/Embed.cmake.\n#include \"embedded/" + std::string(header) +
         "\"\n\nnamespace rolecall::embedded {\nnamespace {\n" + std::string(data) + "}  // namespace\n\n" +
         std::string(function) + "\n}  // namespace rolecall::embedded\n";
}

// A set's texts one after the other, and where each ends.
struct FileSet {
  std::string index, bytes;

  FileSet(const Files& files, bool squeezes) {
    constexpr std::size_t kLargeBytes = 1 << 12;
    for (const auto& [name, path] : files) {
      const std::string text = ReadFile(path);
      const bool is_large = squeezes && text.size() >= kLargeBytes;
      bytes += is_large ? Compress(text) : text;
      index += "    {" + Literal(name) + ", " + std::to_string(bytes.size()) + ", " +
               std::to_string(is_large ? text.size() : 0) + "},\n";
    }
  }
};

// `bytes`: an expression for the texts of all files.
std::string FilesSource(const std::string& function, const std::string& index, const std::string& data,
                        const std::string& bytes) {
  return Source("files.h",
                "constexpr Entry kIndex[] = {\n" + index + "};\nconstexpr char kBytes[] =\n" + Literal(data) + ";\n",
                "const Files& " + function + "() {\n" + bytes +
                    "  static const auto* const kFiles = new Files(kIndex, bytes);\n  return *kFiles;\n}\n");
}

std::string PlainSource(const std::string& function, const Files& files, bool squeezes) {
  const FileSet set(files, squeezes);
  return FilesSource(function, set.index, set.bytes,
                     "  constexpr std::string_view bytes(kBytes, sizeof kBytes - 1);\n");
}

std::string SolidSource(const std::string& function, const Files& files) {
  const FileSet set(files, false);
  return FilesSource(function, set.index, Compress(set.bytes),
                     "  static const std::string& bytes = *new std::string(Decompress({kBytes, sizeof kBytes - 1}, " +
                         std::to_string(set.bytes.size()) + "));\n");
}

std::string TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) Fail("a table does not end with a newline");
  const std::string line(text.substr(0, end));
  text.remove_prefix(end + 1);
  return line;
}

// Blocks of a table's rows, and what they are compressed to.
struct Blocks {
  std::string index, bytes;

  void Add(const std::string& rows) {
    bytes += Compress(rows);
    index += "    {" + Literal(rows.substr(0, rows.find('\t'))) + ", " + std::to_string(bytes.size()) + ", " +
             std::to_string(rows.size()) + "},\n";
  }
};

// Rows with one first word stay together.
Blocks Pack(std::string_view rows, const std::string& path) {
  constexpr std::size_t kBlockBytes = 1 << 17;
  Blocks blocks;
  std::string block, last;
  while (!rows.empty()) {
    const std::string line = TakeLine(rows);
    const std::string word = line.substr(0, line.find('\t'));
    if (word < last) Fail(path + " is not sorted: " + word);
    if (block.size() >= kBlockBytes && word != last) {
      blocks.Add(block);
      block.clear();
    }
    block += line + "\n";
    last = word;
  }
  if (!block.empty()) blocks.Add(block);
  return blocks;
}

std::string PackedSource(const std::string& function, const Files& files) {
  std::string data, tables;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string text = ReadFile(files[i].second), number = std::to_string(i);
    std::string_view rest = text;
    TakeLine(rest);  // says what the table is
    const std::string columns = TakeLine(rest);
    const Blocks blocks = Pack(rest, files[i].second);
    data += "constexpr PackedBlock kBlocks" + number + "[] = {\n" + blocks.index + "};\nconstexpr char kBytes" +
            number + "[] =\n" + Literal(blocks.bytes) + ";\n";
    tables += "    {" + Literal(files[i].first) + ", " + Literal(columns) + ", kBlocks" + number + ", {kBytes" +
              number + ", sizeof kBytes" + number + " - 1}},\n";
  }
  return Source("packed_table.h", data + "constexpr PackedTable kTables[] = {\n" + tables + "};\n",
                "std::span<const PackedTable> " + function + "() { return kTables; }\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) Fail("usage: FUNCTION plain|solid|squeezed|packed LIST OUTPUT");
  const std::string function = argv[1];
  Files files;
  std::ifstream list(argv[3]);
  for (std::string path; std::getline(list, path);) {
    if (!path.empty()) files.emplace_back(path.substr(path.rfind('/') + 1), path);
  }
  std::sort(files.begin(), files.end());  // byte by byte, as the program looks names up
  if (files.empty()) Fail("nothing to embed for " + function);

  std::ofstream output(argv[4], std::ios::binary);
  const std::string_view packing = argv[2];
  output << (packing == "packed"  ? PackedSource(function, files)
             : packing == "solid" ? SolidSource(function, files)
                                  : PlainSource(function, files, packing == "squeezed"));
  output.close();
  if (!output) Fail(std::string("cannot write ") + argv[4]);
  return 0;
}
