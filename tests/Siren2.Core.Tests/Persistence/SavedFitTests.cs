using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Siren2.Core.Tests.Audio;
using Siren2.Core.Tests.Segments;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Files;
using Siren2.Segments;

namespace Siren2.Core.Tests.Persistence;

public class SavedFitTests
{
    /// <summary>The digest of all names of members by version; one that was released is not written again.</summary>
    private static readonly Dictionary<string, string> RecordedMembers = new()
    {
        ["8"] = "179e104c29b08a55",
        ["9"] = "7344620269a0bfd3",
        ["10"] = "7344620269a0bfd3",
    };

    public static TheoryData<string> Kinds => SmallFits.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_loaded_fit_renders_to_the_same_bits_at_any_rate_and_instant(string kind)
    {
        FittedClip fitted = SmallFits.Get(kind);
        FittedClip loaded = FittedClip.Load(new MemoryStream(Save(fitted)));
        FittedClipTests.AssertEqual(fitted.Render(), loaded.Render());
        FittedClipTests.AssertEqual(fitted.Baseline, loaded.Baseline);
        FittedClipTests.AssertEqual(fitted.Clip, loaded.Clip);
        FittedClipTests.AssertEqual(fitted.Render(22_050), loaded.Render(22_050));
        Assert.Equal(fitted.Sample(0, [0.1, 0.123456]), loaded.Sample(0, [0.1, 0.123456]));
        Assert.Equal(fitted.ParameterCount, loaded.ParameterCount);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_loaded_fit_has_its_report_but_for_the_time_and_saves_to_the_same_bytes(string kind)
    {
        FittedClip fitted = SmallFits.Get(kind);
        byte[] file = Save(fitted);
        FittedClip loaded = FittedClip.Load(new MemoryStream(file));
        Assert.Equal(file, Save(loaded));
        Assert.Equal(file.Length, fitted.SizeInBytes);
        Assert.Equal(TimeSpan.Zero, loaded.Report.Elapsed);
        Assert.Equal(
            fitted.Report with { Elapsed = default, Networks = [] },
            loaded.Report with { Elapsed = default, Networks = [] });
        Assert.Equal(fitted.Report.Networks.Count, loaded.Report.Networks.Count);
        foreach ((NetworkReport before, NetworkReport after) in fitted.Report.Networks.Zip(loaded.Report.Networks))
        {
            Assert.Equal(before with { Outcome = before.Outcome with { Losses = [] } }, after with { Outcome = after.Outcome with { Losses = [] } });
            Assert.Equal(before.Outcome.Losses, after.Outcome.Losses);
        }
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_fit_with_the_librarys_own_model_of_other_sizes_is_loaded_without_being_told_them(FitMode mode)
    {
        var model = new SirenSegmentModel { Decoder = new() { Width = 20, Depth = 3 }, Encoder = SmallFits.Encoder };
        UpsamplerOptions options = SmallFits.Options(SmallFits.Plan);
        options = options with { Guided = options.Guided with { Model = model }, Blind = options.Blind with { Model = model } };
        (AudioClip clip, AudioClip reference) = Clips.Pair(5000);
        var upsampler = new Upsampler(options);
        FittedClip fitted = mode == FitMode.Blind ? upsampler.Fit(clip, reference.SampleRate) : upsampler.Fit(clip, reference);
        Assert.NotEmpty(fitted.Report.Networks);
        FittedClip loaded = FittedClip.Load(new MemoryStream(Save(fitted)));
        FittedClipTests.AssertEqual(fitted.Render(), loaded.Render());
    }

    [Fact]
    public void Equal_fits_give_equal_files()
    {
        Assert.Equal(Save(SmallFits.Fit("guided")), Save(SmallFits.Fit("guided")));
    }

    [Fact]
    public void A_fit_goes_through_a_file_on_disk_and_streams_stay_open()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            SmallFits.Get("guided").Save(path);
            using (FileStream stream = File.OpenRead(path))
            {
                FittedClipTests.AssertEqual(SmallFits.Get("guided").Render(), FittedClip.Load(stream).Render());
                Assert.True(stream.CanRead);
            }

            Assert.Equal(SmallFits.Get("guided").SizeInBytes, new FileInfo(path).Length);
            FittedClipTests.AssertEqual(SmallFits.Get("guided").Render(), FittedClip.Load(path).Render());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_file_is_safetensors_with_the_names_and_shapes_of_PyTorch()
    {
        SafetensorsFile file = SafetensorsFile.Parse(Save(SmallFits.Get("guided, encoder")));
        Assert.Equal("siren2.fitted-clip", file.Metadata["format"]);
        Assert.Equal("10", file.Metadata["version"]);
        Assert.Equal(64, file.Metadata["seal"].Length);
        Assert.Equal([SmallFits.Clip(1).Length], file["clip.channel.0"].Shape);

        // Time, baseline and three latents.
        Assert.Equal([24, 5], file["channel.0.segment.2.decoder.layers.0.weight"].Shape);
        Assert.Equal([24, 24], file["channel.0.segment.0.decoder.layers.1.weight"].Shape);
        Assert.Equal([1], file["channel.0.segment.0.decoder.layers.2.bias"].Shape);
        Assert.Equal(3, file["channel.0.segment.1.latents"].Shape[1]);
    }

    /// <summary>
    /// Where this fails, files of before lack a member, or have one too many: the version has to rise with what is recorded here, or they are called
    /// damaged where they are old.
    /// </summary>
    [Fact]
    public void The_members_of_a_saved_fit_change_with_its_version_alone()
    {
        FittedClip filtered = new Upsampler(new UpsamplerOptions { Detail = 0, InputFilter = AntiAliasingFilter.Sox }).Fit(SmallFits.Clip(1), 16_000);
        SafetensorsFile[] files = [.. new List<FittedClip> { SmallFits.Get("guided, encoder"), filtered }.Select(fit => SafetensorsFile.Parse(Save(fit)))];
        string names = string.Join('\n', files.SelectMany(file => Names(JsonNode.Parse(file.Metadata["fit"]), "fit")).Distinct().Order(StringComparer.Ordinal));
        string digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(names)))[..16];
        Assert.Contains("fit.networks.losses", names.Split('\n'));
        Assert.Contains("fit.inputFilter.center", names.Split('\n'));
        Assert.True(digest == RecordedMembers.GetValueOrDefault(files[0].Metadata["version"]), $"version {files[0].Metadata["version"]} has {digest}:\n{names}");

        static IEnumerable<string> Names(JsonNode? node, string path) => node switch
        {
            JsonObject members => members.SelectMany(member => Names(member.Value, $"{path}.{member.Key}").Prepend($"{path}.{member.Key}")),
            JsonArray list => list.SelectMany(element => Names(element, path)),
            _ => [],
        };
    }

    /// <summary>What the remarks of <see cref="FittedClip"/> warn of.</summary>
    [Fact]
    public void A_fit_that_represents_its_reference_well_is_larger_than_the_reference()
    {
        FittedClip fitted = new Upsampler(new UpsamplerOptions { Guided = new() { Fit = new() { StepCount = 2 } } })
            .Fit(SmallFits.Clip(1), SmallFits.Reference(1));
        Assert.True(fitted.SizeInBytes > 2 * fitted.Pcm16SizeInBytes);
    }

    internal static byte[] Save(FittedClip fitted)
    {
        using var stream = new MemoryStream();
        fitted.Save(stream);
        return stream.ToArray();
    }

    [Fact]
    public async Task Without_a_thread_that_waits_the_bytes_are_the_same_and_read_the_same()
    {
        using var never = new CancellationTokenSource();
        FittedClip fitted = SmallFits.Get("guided, stereo");
        byte[] expected = Save(fitted);
        using var response = new AsynchronousStream([]);
        await fitted.SaveAsync(response, never.Token);
        Assert.Equal(expected, response.Written);
        using var request = new AsynchronousStream(expected);
        FittedClip loaded = await FittedClip.LoadAsync(request, cancellationToken: never.Token);
        Assert.Equal(fitted.Render().Channel(1), loaded.Render(cancellationToken: never.Token).Channel(1));

        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2");
        string path = Path.Combine(folder.FullName, "fit.safetensors");
        await fitted.SaveAsync(path, never.Token);
        Assert.Equal(expected, await File.ReadAllBytesAsync(path, never.Token));
        Assert.Equal(fitted.SizeInBytes, (await FittedClip.LoadAsync(path, cancellationToken: never.Token)).SizeInBytes);

        using var source = new CancellationTokenSource();
        using var canceled = new AsynchronousStream(expected, block =>
        {
            if (block == 3)
            {
                source.Cancel();
            }
        });
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FittedClip.LoadAsync(canceled, cancellationToken: source.Token));
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SmallFits.Get("guided").SaveAsync(path, source.Token));
        Assert.Equal(expected, await File.ReadAllBytesAsync(path, never.Token));
        folder.Delete(recursive: true);
    }
}
