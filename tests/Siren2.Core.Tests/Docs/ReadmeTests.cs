using System.Text.RegularExpressions;
using Siren2.Losses;
using Siren2.Tests;

namespace Siren2.Core.Tests.Docs;

/// <summary>The examples read and write the current directory and the console, which belong to the whole process.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;

[Collection(nameof(WholeProcess))]
public partial class ReadmeTests
{
    [Fact]
    public void The_code_of_the_README_is_the_code_that_is_compiled_here() => Assert.Equal(2, Snippets.AssertCompiled("README.md"));

    [Fact]
    public void The_figures_of_the_README_are_those_of_the_page_of_quality()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Docs");
        string quality = Spread().Replace(File.ReadAllText(Path.Combine(folder, "quality.md")).Replace("*", "", StringComparison.Ordinal), "");
        string table = File.ReadAllText(Path.Combine(folder, "README.md")).Split("## What it reaches")[1].Split("\n\nWhat lost")[0];
        (string Line, string[] Figures)[] rows = [.. quality.Split('\n').Where(line => line.StartsWith('|')).Select(line => (line, Figures(line)))];
        int count = 0;
        foreach (string line in table.Split('\n').Where(line => line.StartsWith('|')))
        {
            // The original's figure has a row of its own there. All others of a row stand in one: anywhere on the page, a wrong one would be found too.
            string[] cells = line.Split('|'), figures = Figures(string.Join('|', cells[3], cells[5])), original = Figures(cells[4]);
            Assert.True(rows.Any(row => Array.TrueForAll(figures, row.Figures.Contains)), $"no row of quality.md has all of {string.Join(", ", figures)}");
            Assert.All(original, figure => Assert.Contains(rows, row => row.Line.Contains("original", StringComparison.Ordinal) && row.Figures.Contains(figure)));
            count += figures.Length + original.Length;
        }

        Assert.InRange(count, 10, 40);

        static string[] Figures(string text) => [.. Figure().Matches(text).Select(match => match.Value)];
    }

    [Fact]
    public void What_a_network_sees_by_default_is_said()
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Docs", "README.md"));
        string decoder = lines.Single(line => line.StartsWith("| decoder |", StringComparison.Ordinal));
        Assert.Equal(!UpsamplerOptions.Balanced.Blind.Decoder.UseBaseline, decoder.Contains("a blind fit's over time alone by default", StringComparison.Ordinal));
        Assert.Equal(UpsamplerOptions.Balanced.Guided.Decoder.UseBaseline, decoder.Contains("over time, baseline sample", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("input-aware", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_first_example_upsamples_a_clip(bool ofThePackage)
    {
        Action example = ofThePackage ? DocsExamples.Package : ReadmeExamples.Upsample;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-readme");
        string before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            new AudioClip(8000, [.. Enumerable.Range(0, 2000).Select(i => MathF.Sin(0.3f * i) / 2)]).Save("speech-8k.wav");
            example();
            var result = AudioClip.Load("speech-16k.wav");
            Assert.Equal((16_000, 4000), (result.SampleRate, result.Length));
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_example_of_a_loss_has_the_right_gradient()
    {
        IWaveformLoss loss = ReadmeExamples.CustomLoss().Blind.ExtraLoss!.Loss;
        var random = new Random(1);
        float[] wave = [.. Enumerable.Range(0, 1000).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        GradientCheckResult result = GradientCheck.Run(loss, wave, wave);
        Assert.True(result.Passed(), result.ToString());
    }

    /// <summary>A figure, with that of the worst clip.</summary>
    [GeneratedRegex(@"(?<![\d.])[+−]?\d+\.\d+( \([+−]\d+\.\d+\))?")]
    private static partial Regex Figure();

    /// <summary>An uncertainty.</summary>
    [GeneratedRegex(@" ± \d+\.\d+")]
    private static partial Regex Spread();
}
