using System.Text.Json;

namespace Siren2.Cli.Tests;

/// <summary>Clips whose result is longer than what is worked on in memory.</summary>
public sealed class LongClipTests : IDisposable
{
    private const int Length = 140 * 8000;

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_long_clip_gives_all_of_its_length_and_figures_of_all_of_its_parts()
    {
        string input = _folder.Tone("in.wav", 8_000, Length, 440, 0.5);
        string output = _folder.PathOf("out.wav");
        string checkpoint = _folder.PathOf("job.checkpoint");

        CliRun run = CliRun.Of(
            "upsample", input, output, "--rate", "16000", "--detail", "0", "--checkpoint", checkpoint, "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        using (var file = new WaveFileSource(output))
        {
            Assert.Equal((16_000, 1, 2L * Length), (file.SampleRate, file.ChannelCount, file.Length));
            Assert.Equal(0.5, file.Read(Length, 1600).Channel(0).ToArray().Max(), 1e-3);
        }

        Assert.Equal(["in.wav", "out.json", "out.wav"], _folder.Files);
        Assert.Contains("none: the output is the sinc baseline, in 2 parts", run.Output, StringComparison.Ordinal);
        Assert.Contains("BLIND", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("full scale", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Progress.Split('\n').Count(line => line.Contains('%', StringComparison.Ordinal)), 1, 10);
        JsonElement json = _folder.Json("out.json");
        Assert.Equal("blind", json.GetProperty("mode").GetString());
        Assert.Equal(2 * Length, json.GetProperty("output").GetProperty("samples").GetInt64());
        Assert.Equal(140, json.GetProperty("output").GetProperty("seconds").GetDouble());
        Assert.Equal(2, json.GetProperty("report").GetProperty("partCount").GetInt32());
        Assert.Equal(0, json.GetProperty("report").GetProperty("networkCount").GetInt32());
        Assert.Equal(0, json.GetProperty("report").GetProperty("estimatedPsnrCost").GetDouble());
    }

    [Fact]
    public void Short_and_long_clips_have_the_same_document_but_for_how_many_parts_and_networks_there_are()
    {
        foreach ((string name, int length) in new[] { ("short", 4_000), ("long", Length) })
        {
            string input = _folder.Tone($"{name}.wav", 8_000, length, 440, 0.5);
            Assert.Equal(
                0, CliRun.Of(
                    "upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--detail", "0", "--json", _folder.PathOf($"{name}.json")).ExitCode);
        }

        JsonElement expected = _folder.Json("short.json");
        JsonElement actual = _folder.Json("long.json");
        Assert.Equal(Names(expected), Names(actual));
        Assert.Equal(["networkCount", "partCount"], Names(actual.GetProperty("report")).Except(Names(expected.GetProperty("report"))));
        Assert.Empty(Names(expected.GetProperty("report")).Except(Names(actual.GetProperty("report"))));
        Assert.Equal(JsonValueKind.Null, actual.GetProperty("size").ValueKind);
        Assert.Equal(JsonValueKind.Null, actual.GetProperty("report").GetProperty("networks").ValueKind);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_long_clip_with_a_reference_is_called_guided_and_says_what_it_gains()
    {
        // What the clip lacks is one short sound in the midst of silence, so that there is little to fit.
        const int Low = 131_100;
        float[] truth = new float[16 * Low];
        for (int i = 0; i < 2000; i++)
        {
            truth[Low + i] = 0.2f * MathF.Sin(MathF.PI * i / 2000) * MathF.Sin(0.8f * i);
        }

        string input = Save("in.wav", 500, new float[Low]);
        string reference = Save("ref.wav", 8_000, truth);

        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "8000", "--reference", reference, "--preset", "fast", "--json", _folder.PathOf("out.json"));

        Assert.Equal("", run.Error);
        Assert.Contains("GUIDED", run.Output, StringComparison.Ordinal);
        Assert.Contains("Not super-resolution", run.Output, StringComparison.Ordinal);
        Assert.Contains("gain over sinc, the original known", run.Output, StringComparison.Ordinal);
        JsonElement json = _folder.Json("out.json");
        Assert.Equal("guided", json.GetProperty("mode").GetString());
        Assert.True(json.GetProperty("report").GetProperty("gainOverBaseline").GetDouble() > 1);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("comparison").ValueKind);
    }

    [Fact]
    public void Samples_beyond_full_scale_are_told_of()
    {
        string input = _folder.Tone("in.wav", 8_000, Length, 440, 1.2);

        CliRun run = CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--detail", "0");

        Assert.Contains("samples beyond full scale were clipped in the result", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_a_clip_that_is_too_long_is_refused_before_anything_is_written()
    {
        string input = _folder.Tone("in.wav", 1_000, (1 << 19) + 1, 100, 0.5);

        CliRun run = CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--report", _folder.PathOf("r.html"));

        run.AssertRefused("--report", "at most 8:44", "in.wav", "8:44");
        Assert.Equal(["in.wav"], _folder.Files);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_long_clip_that_cannot_be_worked_on_is_refused_and_leaves_nothing_behind()
    {
        string output = _folder.PathOf("out.wav");
        string input = NotANumberAt("in.wav", 1_000_000);

        CliRun.Of("upsample", input, output, "--rate", "16000").AssertRefused("Sample 1000000 of channel 0 is NaN");
        CliRun.Of("upsample", input, output, "--rate", "7999").AssertRefused("at least the clip's 8,000 Hz", "7999");
        CliRun.Of("upsample", input, output, "--rate", "16000", "--reference", input).AssertRefused("the reference is at 8,000 Hz", "16000");
        CliRun.Of(
            "upsample", _folder.Text("text.wav", new string('x', 3 * Length)), output, "--rate", "16000").AssertRefused("cannot read", "text.wav");
        CliRun.Of("upsample", _folder.PathOf("none.wav"), output, "--rate", "16000").AssertRefused("there is no file", "none.wav");

        Assert.Equal(["in.wav", "text.wav"], _folder.Files);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_long_fit_that_is_canceled_leaves_nothing_behind()
    {
        string input = _folder.Tone("in.wav", 8_000, Length, 440, 0.5);

        CliRun run = CliRun.CanceledAtFirstProgress("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--detail", "0");

        Assert.Equal(130, run.ExitCode);
        Assert.Equal("error: canceled\n", run.Error);
        Assert.Equal(["in.wav"], _folder.Files);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Through_a_link_the_file_is_replaced_that_it_leads_to_but_never_the_input()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // links need a privilege, and what is open cannot be replaced
        }

        string input = _folder.Tone("in.wav", 8_000, Length, 440, 0.5);
        File.Copy(input, _folder.PathOf("copy.wav"));
        File.CreateSymbolicLink(_folder.PathOf("link.wav"), input);
        string[] options = ["--rate", "16000", "--detail", "0"];

        Assert.Equal(0, CliRun.Of(["upsample", _folder.PathOf("copy.wav"), _folder.PathOf("out.wav"), .. options]).ExitCode);
        CliRun.Of(["upsample", input, _folder.PathOf("link.wav"), .. options]).AssertRefused("the same file");
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("copy.wav")), File.ReadAllBytes(input));
        Assert.Equal(0, CliRun.Of(["upsample", _folder.PathOf("copy.wav"), _folder.PathOf("link.wav"), .. options]).ExitCode);

        Assert.True(File.ReadAllBytes(_folder.PathOf("out.wav")).AsSpan().SequenceEqual(File.ReadAllBytes(input)));
        Assert.NotNull(new FileInfo(_folder.PathOf("link.wav")).LinkTarget);
    }

    /// <summary>A clip of silence but for one sample.</summary>
    private string NotANumberAt(string name, int index)
    {
        string path = Save(name, 8_000, new float[Length]);
        using FileStream file = File.OpenWrite(path);
        file.Position = file.Length - ((Length - index) * sizeof(float));
        file.Write(BitConverter.GetBytes(float.NaN));
        return path;
    }

    private string Save(string name, int sampleRate, float[] samples)
    {
        new AudioClip(sampleRate, samples).Save(_folder.PathOf(name), WaveEncoding.Float32);
        return _folder.PathOf(name);
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
}
