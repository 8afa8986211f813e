using System.Globalization;
using Siren2.Decoding;
using Siren2.Fitting;
using Siren2.Formats;

namespace Siren2.Persistence;

/// <summary>
/// A fit as a safetensors file: the clip's samples, the tensors of every network, and in the metadata what they mean.
/// </summary>
/// <remarks>
/// The envelope of a blind fit is not in the file but is estimated again from the clip. Whatever changes that estimate, or any
/// other step from networks to waveform, changes what existing files render to, and asks for a new <see cref="Version"/>.
/// </remarks>
internal static class FittedClipFile
{
    /// <summary>Version of the format and of what is rendered from it.</summary>
    private const int Version = 5;

    private const string Format = "siren2.fitted-clip";
    private const string FormatName = "format";
    private const string VersionName = "version";
    private const string FitName = "fit";

    public static void Save(FittedClip fitted, string path) => SafetensorsFile.Save(path, Tensors(fitted), Metadata(fitted));

    public static void Save(FittedClip fitted, Stream stream) => SafetensorsFile.Save(stream, Tensors(fitted), Metadata(fitted));

    /// <summary>Bytes that <see cref="Save(FittedClip, Stream)"/> writes.</summary>
    public static long Size(FittedClip fitted)
    {
        NamedTensor[] tensors = [.. Tensors(fitted)];
        return SafetensorsHeader.Create(tensors, Metadata(fitted)).Length + tensors.Sum(tensor => (long)sizeof(float) * tensor.Data.Length);
    }

    /// <summary>Puts a fit together from a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a saved fit, is of another version, or is damaged.</exception>
    public static FittedClip Load(SafetensorsFile file)
    {
        FitDocument document = FitDocumentReader.Read(Description(file.Metadata));
        var source = new TensorSource(file);
        float[][] channels = new float[document.ClipChannels][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = source.Take(ChannelName(c), [document.ClipLength]).Data;
        }

        FittedNetwork[] networks = [.. document.Networks.Select(network => Take(source, document, network))];
        source.ThrowIfAnyIsLeft();
        return FittedClip.Restore(AudioClip.FromOwned(document.ClipRate, channels), document.Recipe, networks, document.Report);
    }

    private static string Description(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(FormatName, out string? format) || format != Format)
        {
            throw new InvalidDataException($"Not a saved fit: the metadata of the file does not name the format '{Format}'.");
        }

        if (!metadata.TryGetValue(VersionName, out string? text)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || version < 1)
        {
            throw new InvalidDataException($"Not a valid saved fit: its version is '{text}'; a whole number from 1 is needed.");
        }

        if (version != Version)
        {
            string age = version > Version ? "a newer" : "an older";
            throw new InvalidDataException(
                $"The fit was saved by {age} version of the library: its format is of version {version}, version {Version} can be read.");
        }

        return metadata.TryGetValue(FitName, out string? description)
            ? description
            : throw new InvalidDataException($"Not a valid saved fit: the metadata has no '{FitName}'.");
    }

    private static FittedNetwork Take(TensorSource source, FitDocument document, SavedNetwork network)
    {
        FitRecipe recipe = document.Recipe;
        NamedTensor[] weights =
        [
            .. SirenWeights.Layout(recipe.Decoder)
                .Select(layout => source.Take(network.DecoderPrefix + layout.Name, layout.Shape) with { Name = layout.Name }),
        ];
        float[] latents = [];
        if (recipe.Encoder is not null)
        {
            Segment segment = recipe.Segments.Segments[network.Segment];
            int frames = SegmentSource.FrameCount(
                segment, document.ClipLength, (double)document.ClipRate / recipe.OutputRate, recipe.Encoder);
            latents = source.Take(network.LatentsName, [frames, recipe.Encoder.Dimension]).Data;
        }

        return new FittedNetwork(network.Channel, network.Segment, network.Scale, weights, latents);
    }

    private static IEnumerable<NamedTensor> Tensors(FittedClip fitted)
    {
        for (int c = 0; c < fitted.Clip.ChannelCount; c++)
        {
            yield return new NamedTensor(ChannelName(c), [fitted.Clip.Length], fitted.Clip.Channel(c).ToArray());
        }

        foreach (FittedNetwork network in fitted.Networks)
        {
            var names = new SavedNetwork(network.Channel, network.Segment, network.Scale);
            foreach (NamedTensor tensor in network.Weights)
            {
                yield return tensor with { Name = names.DecoderPrefix + tensor.Name };
            }

            if (fitted.Recipe.Encoder is { Dimension: int dimension })
            {
                yield return new NamedTensor(names.LatentsName, [network.Latents.Length / dimension, dimension], network.Latents);
            }
        }
    }

    private static Dictionary<string, string> Metadata(FittedClip fitted) => new()
    {
        [FormatName] = Format,
        [VersionName] = Version.ToString(CultureInfo.InvariantCulture),
        [FitName] = FitDocumentWriter.Write(FitDocument.Of(fitted)),
    };

    private static string ChannelName(int channel) => FormattableString.Invariant($"clip.channel.{channel}");
}
