using Siren2.Checkpoints;
using Siren2.Decoding;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Checkpoints;

public class CheckpointRecordTests
{
    private static readonly SirenDecoderOptions Decoder = new() { Width = 5, Depth = 2 };

    private static readonly FitOutcome Outcome = new(StopReason.Plateau, [double.PositiveInfinity, 0.1, 1.0 / 3], 0.1, 2);

    [Fact]
    public void A_network_and_how_its_fit_went_are_read_again_to_the_bit()
    {
        NetworkFit fit = Fit(withNetwork: true);
        NetworkFit read = CheckpointRecord.Read(CheckpointRecord.Write(fit));
        Assert.Equal(
            (1, 2, 4096, 3, 33), (read.Correction.Channel, read.Correction.Segment, read.Report.Start, read.Report.Length, read.Report.ParameterCount));
        Assert.Equal(fit.Correction.Samples, read.Correction.Samples);
        Assert.Equal(fit.Network!.Scale, read.Network!.Scale);
        Assert.Equal(fit.Network.Tensors.Select(tensor => tensor.Name), read.Network.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(fit.Network.Tensors.SelectMany(tensor => tensor.Data), read.Network.Tensors.SelectMany(tensor => tensor.Data));
        Assert.Equal(Outcome.Losses, read.Report.Outcome.Losses);
        Assert.Equal((StopReason.Plateau, 0.1, 2), (read.Report.Outcome.Reason, read.Report.Outcome.BestLoss, read.Report.Outcome.Divergences));
    }

    [Fact]
    public void A_fit_that_failed_has_no_network()
    {
        NetworkFit read = CheckpointRecord.Read(CheckpointRecord.Write(Fit(withNetwork: false)));
        Assert.Null(read.Network);
    }

    [Fact]
    public void Bytes_that_are_no_record_are_refused()
    {
        byte[] record = CheckpointRecord.Write(Fit(withNetwork: true));
        Assert.All(
            Enumerable.Range(0, record.Length), length => Assert.Throws<InvalidDataException>(() => CheckpointRecord.Read(record[..length])));
    }

    private static NetworkFit Fit(bool withNetwork)
    {
        using var decoder = new SirenDecoder(Decoder, WinnerScale.None, seed: 4);
        FittedNetwork? network = withNetwork ? new FittedNetwork(
            1, 2, 0.1f, [.. decoder.ExportWeights(), new("latents", [2, 1], [0.5f, -0f])]) : null;
        return new NetworkFit(
            network, new SegmentCorrection(1, 2, [1, 2, float.Epsilon]), new NetworkReport { Channel = 1, Start = 4096, Length = 3, ParameterCount = 33, Outcome = Outcome });
    }
}
