using Siren2.Encoding;
using Siren2.Files;
using Siren2.Tests;

namespace Siren2.Core.Tests.Encoding;

public class SeaNetWeightsTests
{
    private static readonly SeaNetEncoderOptions Small = SeaNetFixture.Small;

    public static TheoryData<string> Fixtures => SeaNetFixture.Names;

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Exported_names_shapes_and_values_are_those_of_the_loaded_checkpoint(string name)
    {
        SafetensorsFile file = Fixture.Load(name);
        using SeaNetEncoder encoder = SeaNetFixture.LoadEncoder(name);
        IReadOnlyList<NamedTensor> exported = encoder.ExportWeights();
        Assert.Equal(
            file.Tensors.Keys.Where(key => key.StartsWith("encoder.", StringComparison.Ordinal)).Order(),
            exported.Select(tensor => tensor.Name).Order());
        foreach (NamedTensor tensor in exported)
        {
            Assert.Equal(file[tensor.Name].Shape, tensor.Shape);
            Assert.Equal(file[tensor.Name].Data, tensor.Data);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Export_and_load_give_the_same_parameters_to_the_bit(bool weightNorm)
    {
        SeaNetEncoderOptions options = Small with { WeightNorm = weightNorm };
        using var first = new SeaNetEncoder(options, 50, seed: 1);
        using var second = new SeaNetEncoder(options, 70, seed: 2);
        Assert.NotEqual(first.Parameters.ToArray(), second.Parameters.ToArray());
        second.LoadWeights(SafetensorsBytes.FileOf(first.ExportWeights("a.b.")), "a.b.");
        Assert.Equal(first.Parameters.ToArray(), second.Parameters.ToArray());
    }

    [Fact]
    public void Plain_weights_have_plain_names()
    {
        using var encoder = new SeaNetEncoder(Small with { WeightNorm = false }, 10, seed: 1);
        string[] names = [.. encoder.ExportWeights().Select(tensor => tensor.Name)];
        Assert.Contains("encoder.layers.1.block.3.conv.weight", names);
        Assert.DoesNotContain(names, name => name.Contains("weight_g", StringComparison.Ordinal));
    }

    /// <summary>The conventions of transformers with PyTorch's newer weight norm, of EnCodec's own release, and of both.</summary>
    [Theory]
    [InlineData(true, false, "encoder.layers.1.block.1.conv.parametrizations.weight.original1")]
    [InlineData(false, true, "encoder.model.1.block.1.conv.conv.weight_v")]
    [InlineData(true, true, "encoder.model.1.block.1.conv.conv.parametrizations.weight.original1")]
    public void All_published_spellings_of_names_are_read(bool parametrized, bool original, string example)
    {
        using var encoder = new SeaNetEncoder(Small, 50, seed: 1);
        NamedTensor[] renamed = [.. encoder.ExportWeights().Select(tensor => tensor with { Name = Rename(tensor.Name) })];
        Assert.Contains(example, renamed.Select(tensor => tensor.Name));
        string lstm = original ? "encoder.model.7.lstm.weight_ih_l0" : "encoder.layers.7.lstm.weight_ih_l0";
        Assert.Contains(lstm, renamed.Select(tensor => tensor.Name));

        using var loaded = new SeaNetEncoder(Small, 50, seed: 2);
        loaded.LoadWeights(SafetensorsBytes.FileOf(renamed));
        Assert.Equal(encoder.Parameters.ToArray(), loaded.Parameters.ToArray());

        string Rename(string name)
        {
            string[] parts = name.Split('.');
            parts[1] = original ? "model" : parts[1];
            parts[^2] = original && parts[^2] == "conv" ? "conv.conv" : parts[^2];
            parts[^1] = (parametrized, parts[^1]) switch
            {
                (true, "weight_g") => "parametrizations.weight.original0",
                (true, "weight_v") => "parametrizations.weight.original1",
                _ => parts[^1],
            };
            return string.Join('.', parts);
        }
    }

    [Fact]
    public void A_missing_tensor_is_named_with_its_shape_and_nothing_changes() => AssertRefused(
        tensors => tensors.Where(tensor => tensor.Name != "encoder.layers.9.conv.weight_v"),
        "'encoder.layers.9.conv.weight_v' is missing; expected with shape [3, 16, 7]");

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes_and_nothing_changes() => AssertRefused(
        tensors => tensors.Select(tensor =>
            tensor.Name == "encoder.layers.9.conv.weight_v" ? tensor with { Shape = [3, 7, 16] } : tensor),
        "'encoder.layers.9.conv.weight_v' has shape [3, 7, 16]; expected [3, 16, 7]");

    [Fact]
    public void A_tensor_with_a_value_that_is_not_finite_is_named_and_nothing_changes() => AssertRefused(
        tensors => tensors.Select(tensor =>
            tensor.Name == "encoder.layers.9.conv.bias" ? tensor with { Data = [0, float.NaN, 0] } : tensor),
        "'encoder.layers.9.conv.bias' has the value NaN at 1");

    [Fact]
    public void A_tensor_without_a_place_is_named_and_nothing_changes() => AssertRefused(
        tensors => tensors.Append(new NamedTensor("encoder.layers.0.norm.weight", [4], [1, 1, 1, 1])),
        "'encoder.layers.0.norm.weight' of shape [4] has no place");

    [Fact]
    public void Tensors_of_other_parts_of_a_model_are_ignored()
    {
        using var encoder = new SeaNetEncoder(Small, 50, seed: 1);
        using var loaded = new SeaNetEncoder(Small, 50, seed: 2);
        loaded.LoadWeights(SafetensorsBytes.FileOf(
            encoder.ExportWeights().Append(new NamedTensor("decoder.layers.0.conv.bias", [1], [float.NaN]))));
        Assert.Equal(encoder.Parameters.ToArray(), loaded.Parameters.ToArray());
    }

    private static void AssertRefused(Func<IEnumerable<NamedTensor>, IEnumerable<NamedTensor>> change, string message)
    {
        using var changed = new SeaNetEncoder(Small, 50, seed: 1);
        SafetensorsFile file = SafetensorsBytes.FileOf(change(changed.ExportWeights()));
        using var encoder = new SeaNetEncoder(Small, 50, seed: 2);
        float[] before = encoder.Parameters.ToArray();
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => encoder.LoadWeights(file));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, encoder.Parameters.ToArray());
    }
}
