using System.CommandLine;
using Siren2.Cli.Clips;
using Siren2.Cli.Output;
using Siren2.Cli.Reporting;
using Siren2.Metrics;

namespace Siren2.Cli.Commands;

/// <summary><c>compare</c>: every metric of an estimate against its reference.</summary>
internal sealed class CompareCommand : Command
{
    private readonly Argument<string> _reference = new("REFERENCE.wav") { Description = "The truth; '-' is standard input." };
    private readonly Argument<string> _estimate = new("ESTIMATE.wav")
    {
        Description = "What is judged: same rate and channels, and as long to within 50 ms; '-' is standard input.",
    };

    private readonly Option<int?> _inputRate = Parameters.Number(
        "--input-rate",
        "R",
        "Rate of the clip that the estimate was made from, in hertz: adds the distances in the band that it lacks.",
        1,
        AudioClip.MaximumSampleRate);

    private readonly Option<string?> _report = Parameters.File(
        "--report", "FILE.html", "Also write a page to see and hear both on, and their difference. One file, no network needed.");

    private readonly Option<string?> _json = Parameters.Json();
    private readonly Terminal _terminal;
    private readonly CancellationToken _cancellationToken;

    public CompareCommand(Terminal terminal, CancellationToken cancellationToken)
        : base("compare", "Compare a clip with its reference by every metric.")
    {
        _terminal = terminal;
        _cancellationToken = cancellationToken;
        Add(_reference);
        Add(_estimate);
        Add(_inputRate);
        Add(_report);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string referencePath = parsed.GetRequiredValue(_reference);
        string estimatePath = parsed.GetRequiredValue(_estimate);
        string? json = parsed.GetValue(_json);
        string? report = parsed.GetValue(_report);
        ClipFile.CheckStandard(referencePath, estimatePath);
        OutputFiles.Check([json, report], referencePath, estimatePath);
        int? inputRate = parsed.GetValue(_inputRate);

        (ClipPair pair, ComparisonDocument document, byte[]? page) =
            Abandonable.Run(() => Measure(referencePath, estimatePath, inputRate, report is not null), _cancellationToken);
        if (report is not null && page is not null)
        {
            OutputFiles.Write(report, page);
        }

        if (json is not null)
        {
            JsonFile.Write(json, document, CliJson.Default.ComparisonDocument, _terminal);
        }

        Write(_terminal.TablesBeside(json), pair, document);
        return CommandLine.Success;
    }

    private (ClipPair Pair, ComparisonDocument Document, byte[]? Page) Measure(
        string referencePath, string estimatePath, int? inputRate, bool hasPage)
    {
        var notes = new List<string>();
        ClipPair pair = ClipPair.Align(Load(referencePath), Load(estimatePath));
        if (inputRate >= pair.Reference.SampleRate)
        {
            throw new CommandException(
                $"--input-rate must be below the clips' {Figure.Rate(pair.Reference.SampleRate)}; it is {inputRate}");
        }

        AudioComparisonResult metrics = AudioComparison.Compare(pair.Reference, pair.Estimate, inputRate);
        var document = new ComparisonDocument(
            referencePath, estimatePath, ClipDocument.Of(pair.Reference), pair.SamplesCut, inputRate, metrics)
        {
            Notes = [.. notes.Distinct()],
        };
        return (pair, document, hasPage ? ComparisonPage.Build(pair, document) : null);

        AudioClip Load(string path) => ClipFile.Load(path, notes, _terminal, _cancellationToken);
    }

    private void Write(TextWriter tables, ClipPair pair, ComparisonDocument document)
    {
        foreach (string note in document.Notes)
        {
            _terminal.Note(note);
        }

        if (pair.SamplesCut > 0)
        {
            _terminal.Note(
                $"the lengths differ by {Figure.Count(pair.SamplesCut, "sample")}; the longer clip was cut at its end");
        }

        MetricsTable.Create(document.Metrics).WriteTo(tables);
        tables.WriteLine();
        tables.WriteLine(MetricsTable.Meaning);
    }
}
