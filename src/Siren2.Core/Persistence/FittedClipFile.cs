using System.Globalization;
using Siren2.Files;
using Siren2.Fits;
using Siren2.Segments;

namespace Siren2.Persistence;

/// <summary>
/// A fit as a safetensors file: the clip's samples, the tensors of every network, and in the metadata what they mean, and a seal over all bytes.
/// </summary>
/// <remarks>
/// The envelope of a blind fit is not in the file but is estimated again from the clip. Whatever changes that estimate, or any
/// other step from networks to waveform, changes what existing files render to, and asks for a new <see cref="Version"/>.
/// </remarks>
internal static class FittedClipFile
{
    /// <summary>Version of the format and of what is rendered from it; it rises with every member that comes or goes, too.</summary>
    private const int Version = 10;

    private const string Format = "siren2.fitted-clip";
    private const string FormatName = "format";
    private const string VersionName = "version";
    private const string FitName = "fit";

    public static void Save(FitContent fitted, string path) => SafetensorsFile.SaveSealed(path, Tensors(fitted), Metadata(fitted));

    public static void Save(FitContent fitted, Stream stream) => SafetensorsFile.SaveSealed(stream, Tensors(fitted), Metadata(fitted));

    public static Task SaveAsync(FitContent fitted, Stream stream, CancellationToken cancellationToken) =>
        SafetensorsFile.SaveSealedAsync(stream, Tensors(fitted), Metadata(fitted), cancellationToken);

    /// <summary>Bytes that <see cref="Save(FitContent, Stream)"/> writes.</summary>
    public static long Size(FitContent fitted) => SafetensorsFile.SealedLength(Tensors(fitted), Metadata(fitted));

    /// <summary>Puts a fit together from a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a saved fit, is of another version, or is damaged.</exception>
    public static FitContent Load(SafetensorsFile file, UpsamplerOptions options)
    {
        FitDocument document = FitDocumentReader.Read(Description(file));
        CheckParts(document.Recipe, document.Recipe.WithOwnParts(options));
        var source = new TensorSource(file);
        float[][] channels = new float[document.ClipChannels][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = source.Take(ChannelName(c), [document.ClipLength]).Data;
            int index = channels[c].AsSpan().IndexOfAnyExceptInRange(-AudioClip.MaximumMagnitude, AudioClip.MaximumMagnitude);
            if (index >= 0)
            {
                throw new InvalidDataException($"Not a valid saved fit: sample {index} of channel {c} is {channels[c][index]}.");
            }
        }

        FittedNetwork[] networks = [.. document.Networks.Select(network => Take(source, document, network))];
        source.ThrowIfAnyIsLeft();
        return new FitContent(AudioClip.FromOwned(document.ClipRate, channels), document.Recipe, networks, document.Report);
    }

    private static string Description(SafetensorsFile file)
    {
        IReadOnlyDictionary<string, string> metadata = file.Metadata;
        if (!metadata.TryGetValue(FormatName, out string? format) || format != Format)
        {
            throw new InvalidDataException($"Not a saved fit: the metadata of the file does not name the format '{Format}'.");
        }

        if (!metadata.TryGetValue(VersionName, out string? text)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || version < 1
            || text != version.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidDataException($"Not a valid saved fit: its version is '{text}'; a whole number from 1 is needed.");
        }

        if (version != Version)
        {
            string age = version > Version ? "a newer" : "an older";
            throw new InvalidDataException(
                $"The fit was saved by {age} version of the library: its format is of version {version}, version {Version} can be read.");
        }

        // After the version: a file of an older one has no seal, and is not damaged for that.
        if (!file.HasIntactSeal)
        {
            throw new InvalidDataException(
                "The saved fit is damaged: its bytes are not those that were saved. Load another copy of the file, or fit the clip anew.");
        }

        return metadata.TryGetValue(FitName, out string? description)
            ? description
            : throw new InvalidDataException($"Not a valid saved fit: the metadata has no '{FitName}'.");
    }

    /// <summary>Refuses to render with other parts than those that the fit was made with.</summary>
    private static void CheckParts(FitRecipe recipe, UpsamplerOptions options)
    {
        FitParts given = FitParts.Of(options, recipe.Mode);
        ISegmentModel model = (recipe.Mode == FitMode.Blind ? (NetworkOptions)options.Blind : options.Guided).ModelOrDefault;
        if (recipe.Siren is null && !model.Restores(recipe.Parts.SegmentModel))
        {
            Check("network", recipe.Parts.SegmentModel, given.SegmentModel);
        }

        Check("level model", recipe.Parts.LevelModel, given.LevelModel);
        Check("energy budget", recipe.Parts.Budget, given.Budget);
        Check("texture source", recipe.Parts.Texture, given.Texture);

        static void Check(string part, string? needed, string? there)
        {
            if (needed != there)
            {
                throw new InvalidDataException(
                    $"The fit was made with the {part} '{needed ?? "of none"}'; the options that it is loaded with have '{there ?? "none"}'.");
            }
        }
    }

    private static FittedNetwork Take(TensorSource source, FitDocument document, SavedNetwork network)
    {
        FitRecipe recipe = document.Recipe;
        if (recipe.Siren is null)
        {
            return new FittedNetwork(network.Channel, network.Segment, network.Scale, source.TakeAll(network.Prefix));
        }

        Segment segment = recipe.Segments.Segments[network.Segment];
        int lowLength = SegmentInput.LowLength(segment, document.ClipLength, (double)document.ClipRate / recipe.OutputRate);
        NamedTensor[] tensors =
        [
            .. recipe.Siren.Layout(lowLength).Select(layout => source.Take(network.Prefix + layout.Name, layout.Shape) with { Name = layout.Name }),
        ];
        return new FittedNetwork(network.Channel, network.Segment, network.Scale, tensors);
    }

    private static IEnumerable<NamedTensor> Tensors(FitContent fitted)
    {
        for (int c = 0; c < fitted.Clip.ChannelCount; c++)
        {
            yield return new NamedTensor(ChannelName(c), [fitted.Clip.Length], fitted.Clip.Channel(c).ToArray());
        }

        foreach (FittedNetwork network in fitted.Networks)
        {
            var names = new SavedNetwork(network.Channel, network.Segment, network.Scale);
            foreach (NamedTensor tensor in network.Tensors)
            {
                yield return tensor with { Name = names.Prefix + tensor.Name };
            }
        }
    }

    private static Dictionary<string, string> Metadata(FitContent fitted) => new()
    {
        [FormatName] = Format,
        [VersionName] = Version.ToString(CultureInfo.InvariantCulture),
        [FitName] = FitDocumentWriter.Write(FitDocument.Of(fitted)),
    };

    private static string ChannelName(int channel) => FormattableString.Invariant($"clip.channel.{channel}");
}
