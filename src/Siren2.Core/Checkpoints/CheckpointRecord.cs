using System.Globalization;
using System.Runtime.InteropServices;
using Siren2.Files;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Checkpoints;

/// <summary>
/// One finished network as a safetensors file in memory: its tensors, the correction that they stand for, and in the metadata
/// how the fit went.
/// </summary>
internal static class CheckpointRecord
{
    private const string Correction = "correction";
    private const string NetworkPrefix = "network.";
    private const string Losses = "losses";

    public static byte[] Write(NetworkFit fit)
    {
        FitOutcome outcome = fit.Report.Outcome;
        var tensors = new List<NamedTensor> { new(Correction, [fit.Correction.Samples.Length], fit.Correction.Samples) };
        if (fit.Network is FittedNetwork network)
        {
            tensors.AddRange(network.Tensors.Select(tensor => tensor with { Name = NetworkPrefix + tensor.Name }));
        }

        var metadata = new Dictionary<string, string>
        {
            ["channel"] = Text(fit.Correction.Channel),
            ["segment"] = Text(fit.Correction.Segment),
            ["start"] = Text(fit.Report.Start),
            ["scale"] = Text(BitConverter.SingleToInt32Bits(fit.Network?.Scale ?? 0)),
            ["parameterCount"] = Text(fit.Report.ParameterCount),
            ["reason"] = Text((int)outcome.Reason),
            ["divergences"] = Text(outcome.Divergences),

            // Bits, the best loss last: infinities and all digits are kept.
            [Losses] = Convert.ToBase64String(MemoryMarshal.AsBytes<double>((double[])[.. outcome.Losses, outcome.BestLoss])),
        };
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, tensors, metadata);
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static NetworkFit Read(byte[] record)
    {
        try
        {
            return Read(SafetensorsFile.Parse(record));
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException or ArgumentException or InvalidDataException)
        {
            throw new InvalidDataException($"A network of the checkpoint lacks something: {e.Message}", e);
        }
    }

    private static NetworkFit Read(SafetensorsFile file)
    {
        int channel = Number(file, "channel");
        int segment = Number(file, "segment");
        float scale = BitConverter.Int32BitsToSingle(Number(file, "scale"));
        double[] losses = MemoryMarshal.Cast<byte, double>(Convert.FromBase64String(file.Metadata[Losses])).ToArray();
        float[] correction = file[Correction].Data;
        var outcome = new FitOutcome((StopReason)Number(file, "reason"), losses[..^1], losses[^1], Number(file, "divergences"));
        FittedNetwork? network = scale > 0
            ? new FittedNetwork(
                channel,
                segment,
                scale,
                [
                    .. file.Tensors.Values.Where(tensor => tensor.Name.StartsWith(NetworkPrefix, StringComparison.Ordinal))
                        .Select(tensor => tensor with { Name = tensor.Name[NetworkPrefix.Length..] }),
                ])
            : null;
        var report = new NetworkReport
        {
            Channel = channel,
            Start = Number(file, "start"),
            Length = correction.Length,
            ParameterCount = Number(file, "parameterCount"),
            Outcome = outcome,
        };
        return new NetworkFit(network, new SegmentCorrection(channel, segment, correction), report);
    }

    private static int Number(SafetensorsFile file, string name) => int.Parse(file.Metadata[name], CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
