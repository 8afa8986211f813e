using Siren2.Files;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class LevelWeightsTests
{
    private static readonly LevelNetworkShape Shape = new(8, 2);

    [Fact]
    public void A_saved_prior_of_any_width_and_depth_predicts_what_the_network_does()
    {
        LevelNetwork network = Network();
        float[] signal = Signals.Noise(8000);

        LevelPrior loaded = LevelPrior.Load(File(Tensors(network)));

        Assert.Equal(
            new LevelPrior(Shape, network.Parameters.ToArray()).Predict(signal, 8000, 4000, 8000).Mean.ToArray(),
            loaded.Predict(signal, 8000, 4000, 8000).Mean.ToArray());
    }

    [Fact]
    public void The_librarys_own_prior_takes_at_most_400_kB()
    {
        using Stream stream = typeof(LevelPrior).Assembly.GetManifestResourceStream("Siren2.MissingBand.level-prior.safetensors")!;

        Assert.InRange(stream.Length, 1, 400_000);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        InvalidDataException e = Refused(tensors => tensors.RemoveAll(tensor => tensor.Name == "dilated.1.weight"));

        Assert.Contains("'dilated.1.weight' is missing; expected with shape [8, 8, 3]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_something_else_is_refused()
    {
        InvalidDataException e = Refused(tensors => tensors.RemoveAll(tensor => tensor.Name == "input.bias"));

        Assert.Contains("not of a level prior", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_shape_is_named()
    {
        InvalidDataException e = Refused(tensors => Replace(tensors, "output.bias", new NamedTensor("output.bias", [3], new float[3])));

        Assert.Contains("'output.bias' has shape [3]; expected [73]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named()
    {
        InvalidDataException e = Refused(tensors => tensors.Single(tensor => tensor.Name == "output.bias").Data[4] = float.NaN);

        Assert.Contains("'output.bias' has the value NaN at 4", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_superfluous_tensor_is_named()
    {
        InvalidDataException e = Refused(tensors => tensors.Add(new NamedTensor("extra", [1], [1])));

        Assert.Contains("'extra' of shape [1] has no place", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_width_beyond_reason_is_refused_before_anything_is_allocated()
    {
        InvalidDataException e = Refused(tensors => Replace(tensors, "input.bias", new NamedTensor("input.bias", [5000], new float[5000])));

        Assert.Contains("[5000]", e.Message, StringComparison.Ordinal);
    }

    private static InvalidDataException Refused(Action<List<NamedTensor>> spoil)
    {
        List<NamedTensor> tensors = Tensors(Network());
        spoil(tensors);
        return Assert.Throws<InvalidDataException>(() => LevelPrior.Load(File(tensors)));
    }

    private static void Replace(List<NamedTensor> tensors, string name, NamedTensor by) =>
        tensors[tensors.FindIndex(tensor => tensor.Name == name)] = by;

    private static LevelNetwork Network()
    {
        var network = new LevelNetwork(Shape, 1);
        network.Initialize(new Random(6));
        return network;
    }

    private static List<NamedTensor> Tensors(LevelNetwork network) =>
        [.. network.Tensors.Select(tensor => new NamedTensor(tensor.Name, tensor.Shape, tensor.ToPublished(tensor.Value)))];

    private static SafetensorsFile File(IEnumerable<NamedTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, tensors);
        stream.Position = 0;
        return SafetensorsFile.Load(stream);
    }
}
