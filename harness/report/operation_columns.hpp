// The operations of a run as columns of a page.
//
// | column | of each operation |
// |---|---|
// | invoke, duration | microseconds; a duration of -1: nothing ever came back |
// | process, f, key, argument, result, error | f, key, values and errors by their place in the
// column of texts that is named so; -1: none | | outcome | 0 ok, 1 fail, 2 info | | line | of the
// invocation in history.jsonl, from 0 | | order | its place in its key's linearization, from 1,
// less the number of operations of the key before it; 0 and unordered where it has none |
#pragma once

#include <vector>

#include "core/history/operation.hpp"
#include "core/value.hpp"
#include "harness/report/columns.hpp"

namespace ordeal::harness {

/// Adds the columns, and those of texts: "functions", "keys", "values" and "errors", all of them
/// JSON. A long text is cut to a few thousand bytes, fewer when there are many; "cut" holds the
/// size of each value that is, and 0 for the others. `judgement`: "linearizability" of
/// verdict.json, or null.
void add_operations(Columns& columns, const std::vector<core::Operation>& operations,
                    const core::Value& judgement);

/// The first bytes of a text, whole characters only: at most so many.
std::string cut_text(const std::string& text, std::size_t most);

}  // namespace ordeal::harness
